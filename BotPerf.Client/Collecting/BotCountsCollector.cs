using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;
using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Collecting;

/// <summary>Where the bot's counts come from: the client that knows them is often made after the monitor.</summary>
internal sealed class BotCountsSource(Func<BotCounts>? callback)
{
    private volatile Func<BotCounts>? _callback = callback;

    public Func<BotCounts>? Callback
    {
        get => _callback;
        set => _callback = value;
    }
}

/// <summary>
/// Asks the bot's own callback. One that hangs holds up no other collector, and is not asked again until it comes back.
/// </summary>
internal sealed class BotCountsCollector(Recorder recorder, BotCountsSource source, ILogger logger) : IMeasuring
{
    private readonly Dictionary<string, GaugeSeries?> _gauges = new(StringComparer.Ordinal);
    private readonly OwnTurn _turn = new();
    private bool _toldFailure;
    private bool _toldHang;

    public void Measure()
    {
        if (source.Callback is not { } callback || _turn.TryRun(() => Ask(callback)) || _toldHang)
            return;

        _toldHang = true;
        logger.CountsHang();
    }

    public void Dispose()
    {
    }

    private void Ask(Func<BotCounts> callback)
    {
        try
        {
            if (callback() is { } counts)
                Take(counts);
        }
        catch (Exception exception)
        {
            if (_toldFailure)
                return;
            _toldFailure = true;
            logger.CountsFailed(Texts.Reason(exception));
        }
    }

    private void Take(BotCounts counts)
    {
        Set(MetricNames.Guilds, counts.Guilds);
        Set(MetricNames.Users, counts.Users);
        Set(MetricNames.Channels, counts.Channels);
        Set(MetricNames.ShardsConnected, counts.ShardsConnected);
        Set(MetricNames.ShardsConfigured, counts.ShardsConfigured);
        Set(MetricNames.CommandsRegistered, counts.CommandsRegistered);
        Set(MetricNames.ModulesLoaded, counts.ModulesLoaded);
        Set(MetricNames.ActiveConversations, counts.ActiveConversations);
        Set(MetricNames.QueueLength, counts.QueueLength);
    }

    private void Set(string metric, long? value)
    {
        if (value is not { } count)
            return;
        if (count < 0)
        {
            recorder.Losses.Refuse(LossNames.Updates, LossNames.Negative);
            return;
        }

        // They hold between two turns, as the bot's own gauges do.
        if (!_gauges.TryGetValue(metric, out var gauge))
            _gauges.Add(metric, gauge = recorder.Series.Gauge(metric, "", holds: true).Series);
        gauge?.Set(count);
    }
}
