using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;

namespace BotPerf.Client.Collecting;

/// <summary>
/// How long some hosts take to answer, and whether they do. Any answer counts, an error page too: it is the way there that
/// is measured. A target that is still being asked is not asked again.
/// </summary>
internal sealed class NetworkProbe : IMeasuring
{
    private readonly Recorder _recorder;
    private readonly TimeSpan _timeout;
    private readonly List<Target> _targets;
    private readonly CancellationTokenSource _end = new();
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        // So that it is in no trace and no metric of the bot's own traffic.
        ActivityHeadersPropagator = null,
        // Not kept: a connection that is open already says nothing about the way.
        PooledConnectionLifetime = TimeSpan.Zero,
    });

    public NetworkProbe(Recorder recorder, IReadOnlyList<Uri> targets, TimeSpan timeout)
    {
        _recorder = recorder;
        _timeout = timeout;
        _targets = [.. targets.Select(target => new Target(target, recorder.Series))];
    }

    public void Measure()
    {
        foreach (var target in _targets)
        {
            if (target.Running.IsCompleted)
                target.Running = Task.Run(() => AskAsync(target));
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _client.Dispose();
    }

    private async Task AskAsync(Target target)
    {
        var began = _recorder.Time.GetTimestamp();
        try
        {
            using var patience = new CancellationTokenSource(_timeout, _recorder.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _end.Token);
            using var request = new HttpRequestMessage(HttpMethod.Get, target.Address);
            using var response = await _client.SendAsync(request, either.Token).ConfigureAwait(false);
            target.Duration?.Set(_recorder.Time.GetElapsedTime(began).TotalSeconds);
            target.Up?.Set(1);
        }
        catch (Exception)
        {
            // No duration: a time-out's would look like that of a slow host. Nothing at all when the bot ends.
            if (!_end.IsCancellationRequested)
                target.Up?.Set(0);
        }
    }

    private sealed class Target(Uri address, SeriesRegistry series)
    {
        public Uri Address => address;
        public Task Running { get; set; } = Task.CompletedTask;
        public GaugeSeries? Duration { get; } =
            series.Gauge(MetricNames.ProbeDuration, "s", holds: false, LabelNames.Target, Texts.Name(address.Authority)).Series;
        public GaugeSeries? Up { get; } =
            series.Gauge(MetricNames.ProbeUp, "", holds: false, LabelNames.Target, Texts.Name(address.Authority)).Series;
    }
}
