using System.Text.Json;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Alerts;

/// <summary>What the steps of the evaluator and the deeds of people make of an alert's row. Pure: the caller saves it.</summary>
internal static class AlertLife
{
    public const string ByItself = "itself";

    public static string OpenKeyOf(int rule, int bot, string target) => $"{rule}/{bot}/{target}";

    /// <summary>A breach was seen to begin.</summary>
    public static AlertRow Begin(AlertRule rule, int bot, AlertTarget target, string unit, DateTimeOffset now) => new()
    {
        RuleId = rule.Id,
        RuleName = rule.Name,
        BotId = bot,
        Target = target.Key,
        OpenKey = OpenKeyOf(rule.Id, bot, target.Key),
        State = Alert.WordOf(AlertLifeState.Pending),
        Severity = (int)rule.Levels[0].Severity,
        Unit = unit,
        BreachedSince = "",
        StartedAt = now,
    };

    /// <summary>Takes over what the evaluator knows, the value it saw, and the worst since it was last written down.</summary>
    public static void Measure(AlertRow row, AlertRule rule, AlertState state, double? value, double? worst)
    {
        row.BreachedSince = BreachTimes.Write(state.BreachedSince);
        (row.RecoveringSince, row.SilentSince) = (state.RecoveringSince, state.SilentSince);
        row.Value = value ?? row.Value;
        row.WorstValue = Worse(rule.Condition, row.WorstValue, Worse(rule.Condition, value, worst));

        if (state.Level >= 0)
            row.Threshold = rule.Levels[Math.Min(state.Level, rule.Levels.Count - 1)].Threshold;
        else
            row.Threshold ??= rule.Levels[0].Threshold;
    }

    public static void Open(AlertRow row, AlertRule rule, AlertState state, DateTimeOffset now, string? detail = null)
    {
        var level = state.Level;
        var isBack = row.ResolvedAt is not null;
        row.State = Alert.WordOf(AlertLifeState.Open);
        row.OpenKey = OpenKeyOf(row.RuleId, row.BotId, row.Target);
        row.Severity = (int)rule.Levels[level].Severity;
        row.OpenedAt = now;
        (row.ResolvedAt, row.ResolvedBy, row.ClearedAt, row.SeenAt) = (null, null, null, null);
        (row.AcknowledgedBy, row.AcknowledgedAt, row.AcknowledgedUntil) = (null, null, null);
        (row.WaitingSince, row.Escalated) = (now, 0);
        if (isBack)
            row.Reopened++;
        Write(row, now, AuditTrail.Program, isBack ? AlertWords.Reopened : AlertWords.Opened, detail);
        TellPlan.Opened(row, now, WorseAt(rule, state));
        if (row.FlappingSince == now)
            Write(row, now, AuditTrail.Program, AlertWords.Flapping, $"Came back {row.Reopened} times.");
    }

    /// <summary>A worse level is reached; who has acknowledged the milder one has not acknowledged this.</summary>
    public static void Worsen(AlertRow row, AlertRule rule, int level, DateTimeOffset now)
    {
        row.Severity = (int)rule.Levels[level].Severity;
        row.SeenAt = null;
        EndAcknowledgement(row, now);
        row.SnoozedUntil = null;
        Write(row, now, AuditTrail.Program, AlertWords.Worsened, Alert.WordOf((AlertSeverity)row.Severity));
        TellPlan.Worsened(row, now);
    }

    public static void Resolve(AlertRow row, TimeSpan cooldown, string by, string? note, DateTimeOffset now)
    {
        row.State = Alert.WordOf(AlertLifeState.Resolved);
        (row.OpenKey, row.ResolvedAt, row.ResolvedBy) = (null, now, by);
        (row.RecoveringSince, row.SnoozedUntil) = (null, null);
        row.BreachedSince = "";
        Write(row, now, by == ByItself ? AuditTrail.Program : by, AlertWords.Resolved, note);
        TellPlan.Resolved(row, by == ByItself ? cooldown : TimeSpan.Zero, now);
    }

    public static void Acknowledge(AlertRow row, string by, DateTimeOffset? until, string? note, DateTimeOffset now)
    {
        row.State = Alert.WordOf(AlertLifeState.Acknowledged);
        (row.AcknowledgedBy, row.AcknowledgedAt, row.AcknowledgedUntil) = (by, now, until);
        row.Assignee ??= by;
        row.Note = note ?? row.Note;
        row.SeenAt ??= now;
        // Who has taken it knows of it; nobody needs to be told any more.
        row.TellAt = null;
    }

    /// <summary>Its time is over, or the alert has become worse: it waits for somebody again.</summary>
    public static void EndAcknowledgement(AlertRow row, DateTimeOffset now)
    {
        (row.WaitingSince, row.Escalated) = (now, 0);
        if (row.State == Alert.WordOf(AlertLifeState.Acknowledged))
            row.State = Alert.WordOf(AlertLifeState.Open);
        (row.AcknowledgedBy, row.AcknowledgedAt, row.AcknowledgedUntil) = (null, null, null);
    }

    public static AlertEventRow Write(AlertRow row, DateTimeOffset now, string who, string what, string? note = null)
    {
        // That people were told, or a bot asked to heal itself, changes nothing that could be undone.
        if (what is not (AlertWords.Told or AlertWords.Muted or AlertWords.Escalated or AlertWords.Healed))
            row.Revision++;
        var line = new AlertEventRow { At = now, Who = who, What = what, Note = note, Revision = row.Revision };
        row.Events.Add(line);
        return line;
    }

    /// <summary>What a person may change, for undoing it.</summary>
    public static string Remember(AlertRow row) => JsonSerializer.Serialize(new Before(
        row.State, row.OpenKey, row.ResolvedAt, row.ResolvedBy, row.ClearedAt, row.AcknowledgedBy, row.AcknowledgedAt,
        row.AcknowledgedUntil, row.Assignee, row.Note, row.SnoozedUntil, row.TellAt, row.BreachedSince));

    public static void Restore(AlertRow row, string before)
    {
        var was = JsonSerializer.Deserialize<Before>(before)!;
        (row.State, row.OpenKey, row.ResolvedAt, row.ResolvedBy) = (was.State, was.OpenKey, was.ResolvedAt, was.ResolvedBy);
        (row.ClearedAt, row.AcknowledgedBy, row.AcknowledgedAt) = (was.ClearedAt, was.AcknowledgedBy, was.AcknowledgedAt);
        (row.AcknowledgedUntil, row.Assignee, row.Note) = (was.AcknowledgedUntil, was.Assignee, was.Note);
        (row.SnoozedUntil, row.TellAt, row.BreachedSince) = (was.SnoozedUntil, was.TellAt, was.BreachedSince);
    }

    // When it will be worse, if it goes on as it is.
    private static DateTimeOffset? WorseAt(AlertRule rule, AlertState state) =>
        state.BreachedSince.Skip(state.Level + 1).Min() + rule.For;

    /// <summary>The one that is farther from good; null where neither is known.</summary>
    public static double? Worse(Condition condition, double? one, double? other) =>
        one is null || other is null ? one ?? other
        : condition is Condition.Lt or Condition.Le ? Math.Min(one.Value, other.Value)
        : Math.Max(one.Value, other.Value);

    private sealed record Before(
        string State, string? OpenKey, DateTimeOffset? ResolvedAt, string? ResolvedBy, DateTimeOffset? ClearedAt,
        string? AcknowledgedBy, DateTimeOffset? AcknowledgedAt, DateTimeOffset? AcknowledgedUntil, string? Assignee,
        string? Note, DateTimeOffset? SnoozedUntil, DateTimeOffset? TellAt, string BreachedSince);
}
