using System.Globalization;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Alerts;

/// <summary>Where an alert stands in its life.</summary>
public enum AlertLifeState
{
    /// <summary>The breach has begun, and does not last long enough yet.</summary>
    Pending,
    Open,
    Acknowledged,
    Resolved,

    /// <summary>Put away by a person.</summary>
    Cleared,
}

/// <summary>An alert as pages and programs read it.</summary>
/// <param name="Value">What it was when anything last changed; of an open one the newest that is known.</param>
/// <param name="Threshold">Of the level it has reached.</param>
/// <param name="Unit">Of value and threshold: seconds, bytes, percent, fraction, or empty.</param>
/// <param name="SilentSince">Of an open one: since when no value comes.</param>
/// <param name="MutedBy"><c>silence:3</c> or <c>parent:17</c>: why nobody was told.</param>
public sealed record Alert(
    int Id, int RuleId, string RuleName, BotId Bot, AlertTarget Target, AlertLifeState State, AlertSeverity Severity,
    double? Value, double? WorstValue, double? Threshold, string Unit, DateTimeOffset StartedAt, DateTimeOffset? OpenedAt,
    DateTimeOffset? ResolvedAt, string? ResolvedBy, DateTimeOffset? ClearedAt, string? AcknowledgedBy,
    DateTimeOffset? AcknowledgedAt, DateTimeOffset? AcknowledgedUntil, string? Assignee, string? Note,
    DateTimeOffset? SnoozedUntil, DateTimeOffset? SeenAt, int Reopened, DateTimeOffset? FlappingSince, string? MutedBy,
    DateTimeOffset? RecoveringSince, DateTimeOffset? SilentSince, int Revision)
{
    /// <summary>Open or acknowledged: it is not over.</summary>
    public bool IsActive => State is AlertLifeState.Open or AlertLifeState.Acknowledged;

    internal static Alert Of(AlertRow row) => new(
        row.Id, row.RuleId, row.RuleName, new BotId(row.BotId), AlertTarget.Parse(row.Target), StateOf(row.State),
        (AlertSeverity)row.Severity, row.Value, row.WorstValue, row.Threshold, row.Unit, row.StartedAt, row.OpenedAt,
        row.ResolvedAt, row.ResolvedBy, row.ClearedAt, row.AcknowledgedBy, row.AcknowledgedAt, row.AcknowledgedUntil,
        row.Assignee, row.Note, row.SnoozedUntil, row.SeenAt, row.Reopened, row.FlappingSince, row.MutedBy,
        row.RecoveringSince, row.SilentSince, row.Revision);

    public static string WordOf(AlertLifeState state) => state.ToString().ToLowerInvariant();

    public static string WordOf(AlertSeverity severity) => severity.ToString().ToLowerInvariant();

    public static AlertLifeState StateOf(string word) => Enum.Parse<AlertLifeState>(word, ignoreCase: true);
}

/// <summary>One line of an alert's history.</summary>
/// <param name="What">A stable word of <see cref="AlertWords"/>.</param>
internal sealed record AlertEvent(DateTimeOffset At, string Who, string What, string? Note);

/// <summary>The words of an alert's history.</summary>
internal static class AlertWords
{
    /// <summary>Who did what nobody did.</summary>
    public static string Program => AuditTrail.Program;

    public const string Opened = "opened";
    public const string Reopened = "reopened";
    public const string Worsened = "worsened";
    public const string NoData = "no_data";
    public const string DataBack = "data_back";
    public const string Resolved = "resolved";
    public const string Flapping = "flapping";
    public const string Settled = "settled";
    public const string Acknowledged = "acknowledged";
    public const string AcknowledgementEnded = "acknowledgement_ended";
    public const string Assigned = "assigned";
    public const string Snoozed = "snoozed";
    public const string SnoozeEnded = "snooze_ended";
    public const string Noted = "noted";
    public const string Cleared = "cleared";
    public const string Undone = "undone";
    public const string Muted = "muted";
    public const string Told = "told";
    public const string Escalated = "escalated";
    public const string Healed = "healed";
}

/// <summary>Times since when each level is breached, as a row holds them.</summary>
internal static class BreachTimes
{
    public static string Write(IReadOnlyList<DateTimeOffset?> since) =>
        string.Join(',', since.Select(one => one?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));

    public static IReadOnlyList<DateTimeOffset?> Read(string text) => text.Length == 0
        ? []
        : [.. text.Split(',').Select(one => one.Length == 0
            ? (DateTimeOffset?)null
            : DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(one, CultureInfo.InvariantCulture)))];
}
