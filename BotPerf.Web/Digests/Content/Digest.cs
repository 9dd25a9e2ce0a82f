using BotPerf.Web.Alerts;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Digests.Content;

/// <summary>How much a bot needs a look.</summary>
public enum DigestLevel
{
    Good,

    /// <summary>Nothing came from it, and nobody missed it.</summary>
    Quiet,
    Warning,
    Critical,
}

/// <summary>What some people are told of a period: the figures of the pages, put in order. The same for mail and channels.</summary>
/// <param name="MadeAt">Whether an alert is still open is as of then.</param>
/// <param name="Bots">Worst first.</param>
/// <param name="Known">How many bots it might have told of; more than it does: those that are left out seemed better than these.</param>
public sealed record Digest(CalendarPeriod Period, TimeZoneInfo Zone, DateTimeOffset MadeAt, IReadOnlyList<DigestBot> Bots, int Known)
{
    /// <summary>So many are told of by more than their names.</summary>
    public const int MostTold = 8;

    /// <summary>BotPerf itself was not there all the period: nobody is missed for it.</summary>
    public bool WasAway { get; init; }

    public IReadOnlyList<DigestBot> Bad { get; } = [.. Bots.Where(bot => bot.Level >= DigestLevel.Warning)];

    public IReadOnlyList<DigestBot> Well { get; } = [.. Bots.Where(bot => bot.Level == DigestLevel.Good)];

    public IReadOnlyList<DigestBot> Quiet { get; } = [.. Bots.Where(bot => bot.Level == DigestLevel.Quiet)];

    public long Uses => Bots.Sum(bot => bot.Now.Uses);

    /// <summary>Null: nothing ran.</summary>
    public double? ErrorRate => Uses == 0 ? null : Math.Min(1, Bots.Sum(bot => bot.Now.Errors) / Uses);

    public int Alerts => Bots.Sum(bot => bot.AlertCount);

    public int StillOpen => Bots.Sum(bot => bot.StillOpen);

    /// <summary>Of any instance of a bot, all bots added up; null: nobody watches whether any is offline.</summary>
    public TimeSpan? Outage => Bots.Aggregate((TimeSpan?)null, (sum, bot) => bot.Outage is { } one ? (sum ?? TimeSpan.Zero) + one.Any : sum);
}

/// <summary>What ran over a period.</summary>
/// <param name="P95Ms">From merged sketches; null: nothing ran.</param>
public sealed record DigestUsage(long Uses, double Errors, double? P95Ms)
{
    public static readonly DigestUsage None = new(0, 0, null);

    public double? ErrorRate => Uses == 0 ? null : Math.Min(1, Errors / Uses);
}

/// <summary>How long a bot was offline.</summary>
/// <param name="Any">Any of its instances.</param>
/// <param name="Whole">All of them at once.</param>
public readonly record struct DigestOutage(TimeSpan Any, TimeSpan Whole);

/// <summary>One bot over a period.</summary>
/// <param name="Name">Chosen by its people.</param>
/// <param name="Reasons">Why it needs a look, what is worst first; empty when it does not.</param>
/// <param name="Health">On average over the period, with one decimal; null: unknown.</param>
/// <param name="Trend">Of the last week.</param>
/// <param name="Outage">How long rules of the kind Offline had an alert; null: none watches it, and none did.</param>
/// <param name="Alerts">The worst of those that were open at some time of the period; those still open come first.</param>
/// <param name="AlertCount">How many there were.</param>
/// <param name="StillOpen">How many of them are.</param>
/// <param name="Movers">Commands that changed by more than chance against the period before, worse ones first.</param>
/// <param name="Lost">What the bot recorded and could not deliver.</param>
public sealed record DigestBot(
    BotId Id, string Name, DigestLevel Level, IReadOnlyList<string> Reasons, DigestUsage Now, DigestUsage Before, double? Health,
    HealthTrend Trend, DigestOutage? Outage, IReadOnlyList<DigestAlert> Alerts, int AlertCount, int StillOpen,
    IReadOnlyList<DigestMover> Movers, long Lost)
{
    /// <summary>How long nothing is known of it, to ten minutes.</summary>
    public TimeSpan Unknown { get; init; }

    /// <summary>Uses by hour of the day, or by day; null: nothing is known of it. Only of those that are told of.</summary>
    public IReadOnlyList<long?> Columns { get; init; } = [];

    /// <summary>That wait for somebody. Only of those that are told of.</summary>
    public IReadOnlyList<DigestSuggestion> Suggestions { get; init; } = [];

    public HealthBand Band => HealthBands.Of(Health);

    /// <summary>Of the uses: 0.12 is 12 % more than the period before. Null: there were none.</summary>
    public double? UsesChange => Before.Uses == 0 ? null : (double)(Now.Uses - Before.Uses) / Before.Uses;
}

/// <param name="Target">What of the bot it is about, as chat users may have named it; empty for all of it.</param>
/// <param name="OpenedAt">For the first time that reaches into the period.</param>
/// <param name="Lasted">Of those times together; null: it is still open.</param>
/// <param name="Times">How often it was open: more than once when it came back.</param>
/// <param name="AcknowledgedBy">Null: nobody.</param>
/// <param name="Worst">The worst value, with its unit.</param>
public sealed record DigestAlert(
    int Id, string Rule, string Target, AlertSeverity Severity, DateTimeOffset OpenedAt, TimeSpan? Lasted, int Times, string? AcknowledgedBy,
    string Worst);

/// <param name="Command">As the bot sends it.</param>
/// <param name="Figure">median or p95: what the two times are; empty when its durations did not change.</param>
public sealed record DigestMover(
    string Command, ChangeVerdict Verdict, string Figure, double? BeforeMs, double? AfterMs, double? ErrorRateBefore, double? ErrorRateAfter);

public sealed record DigestSuggestion(int Id, string Title);
