namespace BotPerf.Web.Reports.Html;

/// <param name="Css">Its class in the style sheet.</param>
/// <param name="Points">Oldest first; where nothing is known there is none.</param>
public sealed record ChartLine(string Name, string Css, IReadOnlyList<ChartPoint> Points);

public readonly record struct ChartPoint(DateTimeOffset At, double Value);
