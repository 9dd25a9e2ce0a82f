using BotPerf.Client.Collecting;
using BotPerf.Client.Recording;
using BotPerf.Client.Sending;
using BotPerf.Shared.Protocol;
using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Steering;

/// <summary>Does what the dashboard has set, and says once in the bot's log what that changed.</summary>
/// <param name="ownRate">The bot's own sampling rate.</param>
internal sealed class RemoteSteering(
    Recorder recorder, FlushPace pace, CollectorWorker collectors, double ownRate, ILogger logger)
{
    private static readonly Dictionary<string, bool> s_allOff = CollectorNames.All.ToDictionary(name => name, _ => false);

    private readonly Lock _gate = new();

    /// <summary>The kill switch was thrown, or taken back. Must not wait for anybody.</summary>
    public Action<bool>? Switched { get; set; }

    private bool _ended;
    private RemoteState _state = RemoteState.None;
    private TimeSpan _serversPace = FlushPace.Standard;

    /// <summary>The bot ends: what the server says from now on changes nothing any more.</summary>
    public void End()
    {
        lock (_gate)
            _ended = true;
    }

    /// <summary>The pace the server would like; what is set for the bot comes before it.</summary>
    public void Greeted(HelloReply reply)
    {
        lock (_gate)
        {
            var wished = TimeSpan.FromMilliseconds(reply.FlushIntervalMs);
            _serversPace = wished >= FlushPace.Least && wished <= FlushPace.Most ? wished : FlushPace.Standard;
            pace.Interval = _state.FlushInterval ?? _serversPace;
        }
    }

    public void Configure(RemoteSettings? settings)
    {
        var (state, refused) = RemoteState.Read(settings);
        foreach (var fault in refused)
            logger.RemoteSettingRefused(fault);

        lock (_gate)
        {
            if (_ended)
                return;

            var changes = state.ChangesSince(_state);
            _state = state;
            recorder.IsOn = state.Enabled ?? true;
            recorder.DetailRate = state.DetailRate ?? ownRate;
            pace.Interval = state.FlushInterval ?? _serversPace;
            collectors.Switch(recorder.IsOn ? state.Collectors : s_allOff);
            if (changes.Count > 0)
                logger.RemoteSettingsChanged(string.Join(", ", changes));
            Switched?.Invoke(recorder.IsOn);
        }
    }
}
