using BotPerf.Web.Reports;

namespace BotPerf.Web.Components.Reports;

/// <summary>A bot that can be chosen.</summary>
public sealed record ReportBot(int Id, string Name);

/// <summary>What the form says.</summary>
/// <param name="Lasting">Up to now; null: <paramref name="From"/> and <paramref name="To"/> say it.</param>
/// <param name="Period">Null: it is made now.</param>
public sealed record ReportFormWish(
    string Title, IReadOnlyList<int> Bots, IReadOnlyList<string> Sections, string Zone, TimeSpan? Lasting, DateTimeOffset? From, DateTimeOffset? To,
    string? Period, int Hour)
{
    internal ReportWish ToWish(DateTimeOffset now) =>
        new(Title, Bots, Sections, Zone, Lasting is { } length ? now - length : From, Lasting is null ? To : now);
}
