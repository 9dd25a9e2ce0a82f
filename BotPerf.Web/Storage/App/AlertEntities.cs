namespace BotPerf.Web.Storage.App;

/// <summary>A row of <c>alert_rule</c>: a rule that a person made, or what a person changed of a default one.</summary>
internal sealed class AlertRuleRow
{
    public int Id { get; set; }

    /// <summary>The default rule it is; null for a person's own. Unique.</summary>
    public string? Key { get; set; }

    public required string Name { get; set; }

    public bool Enabled { get; set; }

    /// <summary>What is watched and when it is an alert, as JSON; null: as the default rule has it.</summary>
    public string? Definition { get; set; }

    public required string ChangedBy { get; set; }

    public DateTimeOffset ChangedAt { get; set; }
}

/// <summary>
/// A row of <c>alert</c>: one breach of a rule by a target, from its first sign on. What the evaluator has to know after
/// a restart is in it.
/// </summary>
internal sealed class AlertRow
{
    public int Id { get; set; }

    public int RuleId { get; set; }

    /// <summary>The rule's name at the time, for when it is gone.</summary>
    public required string RuleName { get; set; }

    public int BotId { get; set; }

    /// <summary>What it is about: label names and values by turns, as JSON; empty for the whole bot.</summary>
    public required string Target { get; set; }

    /// <summary>Rule, bot and target while it is not over, else null. Unique: there is one open alert of each.</summary>
    public string? OpenKey { get; set; }

    /// <summary><c>pending</c>, <c>open</c>, <c>acknowledged</c>, <c>resolved</c> or <c>cleared</c>.</summary>
    public required string State { get; set; }

    /// <summary>By its number: 0 info, 1 warning, 2 high, 3 critical.</summary>
    public int Severity { get; set; }

    public double? Value { get; set; }

    /// <summary>The farthest from good it has been.</summary>
    public double? WorstValue { get; set; }

    /// <summary>Of the level it has reached.</summary>
    public double? Threshold { get; set; }

    public required string Unit { get; set; }

    /// <summary>Since when each level is breached: Unix milliseconds with commas, nothing where it is not.</summary>
    public required string BreachedSince { get; set; }

    public DateTimeOffset? RecoveringSince { get; set; }

    public DateTimeOffset? SilentSince { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset? OpenedAt { get; set; }

    public DateTimeOffset? ResolvedAt { get; set; }

    /// <summary>The person who resolved it by hand, or why it ended by itself.</summary>
    public string? ResolvedBy { get; set; }

    public DateTimeOffset? ClearedAt { get; set; }

    public string? AcknowledgedBy { get; set; }

    public DateTimeOffset? AcknowledgedAt { get; set; }

    public DateTimeOffset? AcknowledgedUntil { get; set; }

    public string? Assignee { get; set; }

    public string? Note { get; set; }

    public DateTimeOffset? SnoozedUntil { get; set; }

    /// <summary>When somebody first looked at it.</summary>
    public DateTimeOffset? SeenAt { get; set; }

    /// <summary>How often it came back within its rule's cooldown.</summary>
    public int Reopened { get; set; }

    /// <summary>Since when it comes and goes too often to tell of each time.</summary>
    public DateTimeOffset? FlappingSince { get; set; }

    /// <summary>Why nobody was told: <c>silence:3</c>, <c>parent:17</c>; null: they were, or will be.</summary>
    public string? MutedBy { get; set; }

    /// <summary>When somebody is to be told of what happened last; null: nothing is to be told.</summary>
    public DateTimeOffset? TellAt { get; set; }

    /// <summary>What people were told last: <c>opened</c>, <c>worsened</c>, <c>flapping</c>, <c>resolved</c>; null: nothing yet.</summary>
    public string? Told { get; set; }

    /// <summary>The severity they were told.</summary>
    public int? ToldSeverity { get; set; }

    /// <summary>The alert whose message tells of this one, too; its own number when it stands first.</summary>
    public int? ThreadId { get; set; }

    /// <summary>Since when it waits for somebody: it opened, worsened, or an acknowledgement ran out.</summary>
    public DateTimeOffset? WaitingSince { get; set; }

    /// <summary>How far it was escalated since then, in minutes.</summary>
    public int Escalated { get; set; }

    /// <summary>How far it was ever escalated: those who were told hear of its end.</summary>
    public int EscalatedMost { get; set; }

    /// <summary>Grows with each change: of two people who act at once one finds it changed.</summary>
    public int Revision { get; set; }

    public List<AlertEventRow> Events { get; } = [];
}

/// <summary>A row of <c>alert_event</c>: one line of an alert's history.</summary>
internal sealed class AlertEventRow
{
    public long Id { get; set; }

    public int AlertId { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>The e-mail address of the person, or BotPerf.</summary>
    public required string Who { get; set; }

    /// <summary>A stable word: <c>opened</c>, <c>acknowledged</c>, <c>resolved</c>.</summary>
    public required string What { get; set; }

    public string? Note { get; set; }

    /// <summary>What a person did in one go, on however many alerts; null for what BotPerf did.</summary>
    public string? Action { get; set; }

    /// <summary>How the alert was before, as JSON, for undoing; null where nothing can be undone.</summary>
    public string? Before { get; set; }

    /// <summary>The alert's revision after it: undoing is only possible while it has not changed since.</summary>
    public int Revision { get; set; }
}

/// <summary>A row of <c>silence</c>: alerts that match go on, but nobody is told.</summary>
internal sealed class SilenceRow
{
    public int Id { get; set; }

    /// <summary><c>silence</c> or <c>maintenance</c>.</summary>
    public required string Kind { get; set; }

    public int? BotId { get; set; }

    public int? RuleId { get; set; }

    /// <summary>What the target's text must contain; null: any.</summary>
    public string? Target { get; set; }

    public int? MaxSeverity { get; set; }

    public DateTimeOffset StartsAt { get; set; }

    public DateTimeOffset EndsAt { get; set; }

    public required string Reason { get; set; }

    public required string CreatedBy { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When a person ended it before its time.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>How many alerts it kept quiet.</summary>
    public int Hidden { get; set; }
}

/// <summary>A row of <c>alert_route</c>: who is told of what.</summary>
internal sealed class AlertRouteRow
{
    public int Id { get; set; }

    public int ChannelId { get; set; }

    public int MinSeverity { get; set; }

    public int? BotId { get; set; }

    public int? RuleId { get; set; }

    /// <summary>0: at once; else it is told when nobody has acknowledged the alert for so many minutes.</summary>
    public int AfterMinutes { get; set; }

    /// <summary>Quiet hours, minutes of the day in <see cref="Zone"/>; null: none.</summary>
    public int? QuietFrom { get; set; }

    public int? QuietTo { get; set; }

    public string? Zone { get; set; }

    public bool Enabled { get; set; }
}
