using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.Components.Charts;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Rules;

/// <summary>What a rule would have done, played anew whenever it is typed on; only the last rule that was asked for counts.</summary>
internal sealed class PreviewRun(RulePreview preview, BotRegistry bots, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private CancellationTokenSource? _playing;

    /// <summary>Null while nothing was played.</summary>
    public PreviewView? View { get; private set; }
    public BoardData? Data { get; private set; }

    /// <summary>What the chart's figure is, and its unit.</summary>
    public string Figure { get; private set; } = "";
    public string Unit { get; private set; } = "count";
    public string? Problem { get; private set; }
    public bool IsPlaying { get; private set; }

    /// <summary>What is shown is that of an earlier rule: as it stands now it means nothing.</summary>
    public bool IsStale { get; private set; }

    /// <summary>The time that was asked for last.</summary>
    public TimeRange? Over { get; private set; }

    public void Clear() => (View, Data, Over, IsStale) = (null, null, null, false);

    /// <param name="rule">Null: as it stands it means nothing.</param>
    /// <param name="range">Live is the usual time.</param>
    /// <param name="pause">Whoever types goes on typing.</param>
    /// <param name="changed">Called when there is something else to show.</param>
    public async Task PlayAsync(AlertRule? rule, TimeRange range, TimeSpan pause, Action changed)
    {
        _playing?.Cancel();
        _playing?.Dispose();
        _playing = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
        var cancelled = _playing.Token;
        (Over, IsPlaying, IsStale) = (range, rule is not null, rule is null && View is not null);
        if (rule is null)
            return;

        try
        {
            await Task.Delay(pause, time, cancelled);
            changed();
            var (from, to) = Span(range);
            var played = await preview.OfAsync(rule, from, to, cancelled);
            (Unit, Figure) = (PreviewView.ChartUnit(played.Unit), RuleWords.Figure(rule.Signal));
            (View, Data) = (PreviewView.Of(played, bot => bots.Find(bot)?.Name ?? "a bot that is gone"), PreviewView.Chart(played));
            (Problem, IsPlaying) = (null, false);
            changed();
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            // Something else is typed by now, or the page is closed.
        }
        catch (ReadsBusyException)
        {
            (Problem, IsPlaying) = ("Other long histories are being read. Change something, or try again in a moment.", false);
        }
    }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
        _playing?.Dispose();
    }

    private (DateTimeOffset From, DateTimeOffset To) Span(TimeRange range)
    {
        var now = time.GetUtcNow();
        var (from, to) = range is { From: { } begin, To: { } end } ? (begin, end)
            : range.IsLive ? (now - RulePreview.Usual, now)
            : (now - range.Length, now);
        return (to - from > RulePreview.Longest ? to - RulePreview.Longest : from, to);
    }
}
