using BotPerf.Shared.Metrics;
using BotPerf.Web.Alerts;
using BotPerf.Web.Components.Charts;
using BotPerf.Web.Components.Explorer;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Alerts;

/// <summary>The figure of an alert's rule over the time around the alert, with its threshold.</summary>
/// <param name="Unit">Of js/drawing.js.</param>
/// <param name="Threshold">As the chart draws it; null: the rule's figure is not what is drawn.</param>
/// <param name="IsOwn">Every point is the rule's own figure, over its whole window.</param>
internal sealed record BreachChart(string Title, string Unit, double? Threshold, bool IsOwn, BoardData Data);

/// <summary>Reads what an alert was about.</summary>
internal sealed class BreachCharts(AlertFigures figures, HistoryQueries histories, RuleBook rules, RuleCheck check, UsualFigures usual)
{
    private const double Mebibyte = 1024 * 1024;
    private const double MsPerSecond = 1_000;

    // So much before and after, and at least half of how long it lasted.
    private static readonly TimeSpan s_around = TimeSpan.FromMinutes(20);

    /// <returns>Null: there is nothing to draw.</returns>
    public async Task<BreachChart?> OfAsync(Alert alert, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var window = WindowOf(alert, now);
        var rule = rules.Find(alert.RuleId);
        var (signal, isBeside) = (rule?.Signal, rule is { IsBesideUsual: true });
        if (signal?.Kind == SignalKind.Metric && window.Steps.StepMinutes == 1
            && await figures.OfAsync(alert, signal, window.Steps, cancellationToken) is { Count: > 0 } points)
        {
            // An alert beside the usual is measured in deviations; what is drawn is the figure, and the usual behind it.
            var (shown, scale) = Shown(isBeside ? check.UnitOf(signal, Condition.Ge, [alert.Bot]) : alert.Unit);
            var curve = new MetricCurve(alert.RuleName, "series-latency", points.Select(point => point with { Value = point.Value * scale }));
            var drawnOwn = Drawn(alert, now, window, TitleOf(signal), shown, [curve], isOwn: true, hasThreshold: !isBeside);
            return isBeside ? WithUsual(drawnOwn, alert, scale) : drawnOwn;
        }

        var drawn = signal?.Kind switch
        {
            SignalKind.Metric => signal,
            SignalKind.MemoryLeak => new Signal(SignalKind.Metric) { Metric = MetricNames.HeapBytes, Aggregation = Aggregation.Min },
            SignalKind.Offline or SignalKind.SilentShard => new Signal(SignalKind.Metric) { Metric = MetricNames.CommandDuration, Aggregation = Aggregation.Rate },
            _ => null,
        };
        if (drawn is null)
            return null;

        var (curves, unit, step) = drawn.Aggregation == Aggregation.Ratio
            ? await RatioAsync(alert, drawn, window, cancellationToken)
            : await FigureAsync(alert, drawn, window, cancellationToken);
        if (curves.Count == 0)
            return null;

        var chart = Drawn(alert, now, window, TitleOf(drawn), unit, curves, isOwn: false,
            hasThreshold: ReferenceEquals(drawn, signal) && !isBeside && signal.Aggregation != Aggregation.Growth);
        return chart with { Data = chart.Data with { Step = step } };
    }

    private static BreachChart Drawn(
        Alert alert, DateTimeOffset now, TimeWindow window, string title, string unit, IReadOnlyList<MetricCurve> curves, bool isOwn, bool hasThreshold)
    {
        var data = BoardData.Of(window, new Dictionary<string, ChartData>(StringComparer.Ordinal)
        {
            ["breach"] = MetricChart.Lines([.. curves.Take(MetricChart.MostLines)]),
        }, []) with
        {
            Spans = [new ChartSpan(alert.StartedAt.ToUnixTimeSeconds(), (alert.ResolvedAt ?? now).ToUnixTimeSeconds(), "crit")],
        };
        var threshold = alert.Unit == "bytes" ? alert.Threshold / Mebibyte : alert.Threshold * Shown(alert.Unit).Scale;
        return new BreachChart(title, unit, hasThreshold ? threshold : null, isOwn, data);
    }

    private BreachChart WithUsual(BreachChart chart, Alert alert, double scale)
    {
        if (usual.Of(new AlertKey(alert.RuleId, alert.Bot, alert.Target.Key)) is not { } known || chart.Data.Charts["breach"] is not LinesData lines)
            return chart;

        var ranges = lines.T.Select(t => known.Range(t)).ToList();
        var band = new BandData(
            lines.Series[0].Color, [.. ranges.Select(range => ChartPoints.Short(range.Low * scale))], [.. ranges.Select(range => ChartPoints.Short(range.High * scale))]);
        return chart with { Data = chart.Data with { Charts = new Dictionary<string, ChartData> { ["breach"] = lines with { Band = band } } } };
    }

    private static TimeWindow WindowOf(Alert alert, DateTimeOffset now)
    {
        var end = alert.ResolvedAt ?? now;
        var around = (end - alert.StartedAt) / 2;
        around = around > s_around ? around : s_around;
        return TimeWindow.Of(alert.StartedAt - around, end + around < now ? end + around : now);
    }

    private async Task<(IReadOnlyList<MetricCurve> Curves, string Unit, int Step)> FigureAsync(
        Alert alert, Signal signal, TimeWindow window, CancellationToken cancellationToken)
    {
        if (await HistoryAsync(alert, signal, signal.Metric, window, cancellationToken) is not { } history)
            return ([], "", 0);

        var word = WordOf(signal.Aggregation, history.Kind);
        var (unit, scale) = Aggregations.Shown(history.Kind, history.Unit, word);
        return ([.. history.Series.Select(series => new MetricCurve(
            NameOf(series, signal.Metric), history.Series.Count == 1 ? "series-latency" : null,
            series.Points.Select(point => (T: TimeOf(point), Value: Aggregations.Value(point, word, history.StepSeconds)))
                .Where(point => point.Value is not null).Select(point => new MetricPoint(point.T, point.Value!.Value * scale))))],
            unit, history.StepSeconds);
    }

    // Each step on its own: the rule looks at several together, and is calmer than what is drawn.
    private async Task<(IReadOnlyList<MetricCurve> Curves, string Unit, int Step)> RatioAsync(
        Alert alert, Signal signal, TimeWindow window, CancellationToken cancellationToken)
    {
        var part = await HistoryAsync(alert, signal, signal.Metric, window, cancellationToken);
        var parts = Sums(part);
        var wholes = new Dictionary<long, double>();
        foreach (var metric in signal.Over)
        {
            foreach (var (t, value) in Sums(await HistoryAsync(alert, signal, metric, window, cancellationToken)))
                wholes[t] = wholes.GetValueOrDefault(t) + value;
        }

        var points = wholes.Where(whole => whole.Value > 0).OrderBy(whole => whole.Key)
            .Select(whole => (whole.Key, Share: parts.GetValueOrDefault(whole.Key) / whole.Value))
            .Select(one => new MetricPoint(one.Key, (signal.Complement ? 1 - one.Share : one.Share) * 100)).ToList();
        return (points.Count == 0 ? [] : [new MetricCurve("share", "series-errors", points)], "percent", part?.StepSeconds ?? window.Steps.StepSeconds);
    }

    private Task<History?> HistoryAsync(
        Alert alert, Signal signal, string metric, TimeWindow window, CancellationToken cancellationToken)
    {
        var labels = new Dictionary<string, string>(signal.Labels);
        foreach (var (name, value) in alert.Target.ByName.Where(label => label.Key != AlertTarget.Instance))
            labels[name] = value;
        return histories.OfAsync(alert.Bot, alert.Target[AlertTarget.Instance], metric, labels, window.Steps, cancellationToken);
    }

    private static Dictionary<long, double> Sums(History? history) => (history?.Series ?? []).SelectMany(series => series.Points)
        .GroupBy(TimeOf).ToDictionary(step => step.Key, step => step.Sum(point => point switch
        {
            CounterPoint counter => counter.Increase,
            HistogramPoint histogram => histogram.Count,
            GaugePoint gauge => gauge.Last,
            _ => 0,
        }));

    private static long TimeOf(object point) => point switch
    {
        CounterPoint counter => counter.T.ToUnixTimeSeconds(),
        HistogramPoint histogram => histogram.T.ToUnixTimeSeconds(),
        GaugePoint gauge => gauge.T.ToUnixTimeSeconds(),
        _ => 0,
    };

    private static string WordOf(Aggregation aggregation, string kind) => (kind, aggregation) switch
    {
        ("counter", Aggregation.Rate) => "rate",
        ("counter", _) => "increase",
        ("histogram", Aggregation.Last or Aggregation.Sum) => "avg",
        ("gauge", Aggregation.Avg or Aggregation.Min or Aggregation.Max or Aggregation.Last) => aggregation.ToString().ToLowerInvariant(),
        ("gauge", _) => "last",
        _ => aggregation.ToString().ToLowerInvariant(),
    };

    private static string TitleOf(Signal signal) => signal.Aggregation == Aggregation.Ratio
        ? $"{signal.Metric} / {string.Join(" + ", signal.Over)}"
        : $"{signal.Aggregation.ToString().ToLowerInvariant()} of {signal.Metric}";

    private static string NameOf(HistorySeries series, string metric) =>
        series.Labels.Count == 0 ? metric : string.Join(" · ", series.Labels.Values.Where(value => value.Length > 0));

    // As js/drawing.js calls the units of alerts, and how many of its own one of them is.
    private static (string Unit, double Scale) Shown(string unit) => unit switch
    {
        "seconds" => ("ms", MsPerSecond),
        "fraction" => ("percent", 100),
        "" => ("count", 1),
        _ => (unit, 1),
    };
}
