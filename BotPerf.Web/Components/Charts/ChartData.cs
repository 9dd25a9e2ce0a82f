using System.Text.Json.Serialization;

using BotPerf.Web.Components.Layout;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Components.Charts;

/// <summary>All that a board of history draws; its JSON is what js/history.js reads. Times in Unix seconds.</summary>
/// <param name="Step">Seconds from one point to the next.</param>
/// <param name="Charts">By the chart's name. One that is missing has no data.</param>
public sealed record BoardData(
    long From, long To, int Step, IReadOnlyDictionary<string, ChartData> Charts, IReadOnlyList<ChartMark> Marks)
{
    /// <summary>Times that are shaded in every chart.</summary>
    public IReadOnlyList<ChartSpan> Spans { get; init; } = [];

    /// <summary>There are lines, and what is usual is shown of none of them.</summary>
    internal bool LacksBands => Charts.Values.OfType<LinesData>().Any(lines => lines.T.Count > 0) && !Charts.Values.Any(chart => chart is LinesData { Band: not null });

    /// <param name="window">From when to when.</param>
    /// <param name="steps">As they were read: longer ones than asked for, where minutes are no longer kept.</param>
    /// <param name="charts">By the chart's name.</param>
    /// <param name="marks">Of all times.</param>
    internal static BoardData Of(
        TimeWindow window, StepRange steps, IReadOnlyDictionary<string, ChartData> charts, IEnumerable<LifecycleMark> marks) =>
        Of(window, charts, marks) with { Step = steps.StepSeconds };

    internal static BoardData Of(
        TimeWindow window, IReadOnlyDictionary<string, ChartData> charts, IEnumerable<LifecycleMark> marks) => new(
        window.From.ToUnixTimeSeconds(), window.To.ToUnixTimeSeconds(), window.Steps.StepSeconds, charts,
        [.. marks.Where(mark => mark.At >= window.From && mark.At <= window.To).Select(ChartMark.Of)]);
}

/// <summary>A line across a chart.</summary>
/// <param name="Color">A design token.</param>
public sealed record ChartLevel(
    [property: JsonPropertyName("at")] double At, [property: JsonPropertyName("text")] string Text, [property: JsonPropertyName("color")] string Color);

/// <param name="Color">A design token; it is drawn faintly.</param>
public sealed record ChartSpan(long From, long To, string Color);

/// <summary>Something that happened, drawn into every chart.</summary>
public sealed record ChartMark(long T, string Event, string Text)
{
    internal static ChartMark Of(LifecycleMark mark) => new(
        mark.At.ToUnixTimeSeconds(), mark.Event, (mark.Instance, mark.Detail) switch
        {
            (_, "") => mark.Instance,
            ("", _) => mark.Detail,
            _ => $"{mark.Instance}: {mark.Detail}",
        });
}

[JsonPolymorphic]
[JsonDerivedType(typeof(LinesData))]
[JsonDerivedType(typeof(HeatData))]
[JsonDerivedType(typeof(DotsData))]
public abstract record ChartData;

/// <summary>For lines, bars and percentiles (which are p50, p95 and p99, in this order).</summary>
/// <param name="T">The beginnings of the steps in which anything is known.</param>
public sealed record LinesData(IReadOnlyList<long> T, IReadOnlyList<LineData> Series) : ChartData
{
    /// <summary>What is usual of the one line; null: there are several, or it is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BandData? Band { get; init; }
}

/// <param name="Color">A design token; it is drawn faintly.</param>
/// <param name="Low">One for each time, as in <see cref="LinesData.T"/>; like <paramref name="High"/>.</param>
public sealed record BandData(string Color, IReadOnlyList<double?> Low, IReadOnlyList<double?> High);

/// <param name="Color">A design token, e.g. series-cpu.</param>
/// <param name="Values">One for each time; null: unknown, which leaves a gap.</param>
/// <param name="Before">Of the time it is compared with, moved here; drawn dashed.</param>
public sealed record LineData(string Name, string Color, IReadOnlyList<double?> Values, bool Before = false);

/// <summary>How many took how long, over time.</summary>
/// <param name="T">The beginnings of the steps.</param>
/// <param name="Bounds">Of the rows, in milliseconds: row r goes from the r-th to the next.</param>
/// <param name="Cells">Column, row, count.</param>
public sealed record HeatData(IReadOnlyList<long> T, IReadOnlyList<double> Bounds, IReadOnlyList<long[]> Cells) : ChartData;

/// <summary>Single executions.</summary>
/// <param name="T">When each began, to the millisecond.</param>
/// <param name="Texts">What the tooltip calls each.</param>
public sealed record DotsData(
    IReadOnlyList<double> T, IReadOnlyList<double> Ms, IReadOnlyList<bool> Failed, IReadOnlyList<string> Texts) : ChartData;
