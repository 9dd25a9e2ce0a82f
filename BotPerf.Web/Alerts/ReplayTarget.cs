using BotPerf.Shared.Protocol;
using BotPerf.Web.Baselines;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Alerts;

/// <summary>One target of a rule with its window, moved on from minute to minute.</summary>
/// <param name="usual">What is usual of it, for a rule that looks beside the usual.</param>
/// <param name="isBeside">Its values are figures beside the usual; else the figures themselves.</param>
internal sealed class ReplayTarget(
    AlertRule rule, BotId bot, AlertTarget target, long first, int minutes, SeasonalBaseline? usual = null, bool isBeside = false)
{
    // The SDK repeats a gauge every minute; live it counts for a little more than two.
    private const int GaugeMinutes = 2;

    private readonly Queue<(long Minute, SeriesAggregate Aggregate, SeriesUse Use)> _window = new();
    private readonly Dictionary<int, (long Minute, SeriesAggregate Aggregate, SeriesUse Use)> _latest = [];
    private readonly WindowSum _sum = new();
    private readonly RuleReplay _replay = new(rule);
    private readonly double[] _values = Unknown(minutes);

    public BotId Bot => bot;

    public AlertTarget Target => target;

    /// <summary>A value a minute; NaN where there was none.</summary>
    public IReadOnlyList<double> Values => _values;

    public IReadOnlyList<ReplayedAlert> Alerts => _replay.Alerts;

    public void Add(long minute, int series, SeriesAggregate aggregate, SeriesUse use)
    {
        _window.Enqueue((minute, aggregate, use));
        if (aggregate.Kind == SeriesKind.Gauge)
            _latest[series] = (minute, aggregate, use);
    }

    /// <summary>A minute is over.</summary>
    public void Step(long minute)
    {
        while (_window.TryPeek(out var oldest) && oldest.Minute <= minute - rule.Signal.WindowMinutes)
            _window.Dequeue();
        if (_window.Count == 0 && _latest.Count == 0 && _replay.IsQuiet && rule.Condition != Condition.Absent)
            return;

        var value = Beside(ValueAt(minute), minute);
        _values[minute - first] = value ?? double.NaN;
        _replay.Step(value, DateTimeOffset.FromUnixTimeSeconds((minute + 1) * 60));
    }

    private double? Beside(double? value, long minute) =>
        !isBeside ? value
        : value is { } known && usual is not null ? BesideUsual.Of(rule, usual, (minute + 1) * 60, known)
        : null;

    private double? ValueAt(long minute)
    {
        _sum.Clear();
        foreach (var (at, aggregate, use) in _window)
        {
            if (use.IsPart)
            {
                _sum.Add(aggregate, at);
                if (use.Watch.NeedsSketch)
                    _sum.AddSketch(aggregate);
            }

            if (use.IsWhole)
                _sum.AddOver(aggregate);
        }

        foreach (var (series, (at, aggregate, use)) in _latest)
        {
            if (at <= minute - GaugeMinutes)
            {
                _latest.Remove(series);
                continue;
            }

            if (use.IsPart)
                _sum.Last = aggregate.Last;
            if (use.IsWhole)
                _sum.LastOver = (_sum.LastOver ?? 0) + aggregate.Last;
        }

        return _window.Count == 0 && _latest.Count == 0 ? null : _sum.Value(rule.Signal);
    }

    private static double[] Unknown(int minutes)
    {
        var values = new double[minutes];
        Array.Fill(values, double.NaN);
        return values;
    }
}
