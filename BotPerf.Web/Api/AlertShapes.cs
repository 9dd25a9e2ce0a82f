using BotPerf.Web.Alerts;

namespace BotPerf.Web.Api;

/// <summary>An alert. Null where there is nothing.</summary>
/// <param name="Id">Names it in addresses.</param>
/// <param name="Rule">The rule's number.</param>
/// <param name="RuleName">What the rule is called; what it was called, when it is gone.</param>
/// <param name="Severity">info, warning, high or critical; of the worst level it has reached.</param>
/// <param name="State">pending, open, acknowledged, resolved or cleared.</param>
/// <param name="BotName">The bot's name; null when the bot is gone.</param>
/// <param name="Target">What of the bot it is about, its labels' values; empty for the whole bot.</param>
/// <param name="Labels">The same by name, the instance among them.</param>
/// <param name="Value">The newest that is known, in the unit; null when none came.</param>
/// <param name="WorstValue">The farthest from good it has been.</param>
/// <param name="Threshold">Of the level it has reached.</param>
/// <param name="Unit">Of value and threshold: seconds, bytes, percent, fraction, perMinute, or empty.</param>
/// <param name="StartedAt">When the breach began.</param>
/// <param name="OpenedAt">When it had lasted long enough; null while it is pending.</param>
/// <param name="ResolvedAt">When it was over.</param>
/// <param name="ResolvedBy">Who said so; itself, when the figure came back.</param>
/// <param name="ClearedAt">When somebody put it away.</param>
/// <param name="AcknowledgedBy">Who has taken it.</param>
/// <param name="AcknowledgedAt">When.</param>
/// <param name="AcknowledgedUntil">When the acknowledgement ends by itself; null: when the alert resolves or worsens.</param>
/// <param name="Assignee">Whose it is.</param>
/// <param name="Note">The newest word to the others.</param>
/// <param name="SnoozedUntil">Out of sight until then.</param>
/// <param name="SeenAt">When somebody first looked at it.</param>
/// <param name="Reopened">How often it came back.</param>
/// <param name="FlappingSince">Since when it comes and goes too often to tell of each time.</param>
/// <param name="MutedBy">silence:3 or parent:17: why nobody was told.</param>
/// <param name="SilentSince">Since when no value comes.</param>
/// <param name="History">What happened to it, oldest first.</param>
/// <param name="Action">Names what was just done, for POST /alerts/undo; null in every other answer.</param>
internal sealed record AlertShape(
    int Id, int Rule, string RuleName, string Severity, string State, int Bot, string? BotName, string Target,
    IReadOnlyDictionary<string, string> Labels, double? Value, double? WorstValue, double? Threshold, string Unit,
    DateTimeOffset StartedAt, DateTimeOffset? OpenedAt, DateTimeOffset? ResolvedAt, string? ResolvedBy, DateTimeOffset? ClearedAt,
    string? AcknowledgedBy, DateTimeOffset? AcknowledgedAt, DateTimeOffset? AcknowledgedUntil, string? Assignee, string? Note,
    DateTimeOffset? SnoozedUntil, DateTimeOffset? SeenAt, int Reopened, DateTimeOffset? FlappingSince, string? MutedBy,
    DateTimeOffset? SilentSince, IReadOnlyList<AlertEventShape> History, string? Action)
{
    public static AlertShape Of(Alert alert, string? bot, IEnumerable<AlertEvent> history, string? action = null) => new(
        alert.Id, alert.RuleId, alert.RuleName, Alert.WordOf(alert.Severity), Alert.WordOf(alert.State), alert.Bot.Value, bot,
        alert.Target.Text, alert.Target.ByName, alert.Value,
        alert.WorstValue, alert.Threshold, alert.Unit, alert.StartedAt, alert.OpenedAt, alert.ResolvedAt, alert.ResolvedBy,
        alert.ClearedAt, alert.AcknowledgedBy, alert.AcknowledgedAt, alert.AcknowledgedUntil, alert.Assignee, alert.Note,
        alert.SnoozedUntil, alert.SeenAt, alert.Reopened, alert.FlappingSince, alert.MutedBy, alert.SilentSince,
        [.. history.Select(line => new AlertEventShape(line.At, line.Who, line.What, line.Note))], action);
}

/// <summary>One line of an alert's history.</summary>
/// <param name="Who">An e-mail address, a token's name, or BotPerf itself.</param>
/// <param name="What">opened, reopened, worsened, no_data, data_back, resolved, flapping, settled, acknowledged, acknowledgement_ended, assigned, snoozed, snooze_ended, noted, cleared, undone, muted, told, escalated or healed; more may follow.</param>
/// <param name="Note">The word that goes with it.</param>
internal sealed record AlertEventShape(DateTimeOffset At, string Who, string What, string? Note);

/// <summary>What is to be done with one alert; each action takes what it needs.</summary>
/// <param name="Note">A word to the others, at most 2,000 characters: for acknowledge, resolve and note.</param>
/// <param name="Until">For acknowledge (null: until it resolves or worsens) and snooze: in the future, at most 30 days on.</param>
/// <param name="Assignee">For assign: the e-mail address of an account; null: nobody's.</param>
internal record AlertActWanted(string? Note = null, DateTimeOffset? Until = null, string? Assignee = null);

/// <summary>What is to be done with several alerts in one go.</summary>
/// <param name="Ids">Their numbers; at most 5,000.</param>
/// <param name="Action">acknowledge, assign, snooze, resolve, clear or note.</param>
/// <param name="Note">A word to the others, at most 2,000 characters.</param>
/// <param name="Until">For acknowledge and snooze.</param>
/// <param name="Assignee">For assign: the e-mail address of an account; null: nobody's.</param>
internal sealed record AlertBulkWanted(
    IReadOnlyList<int>? Ids = null, string? Action = null, string? Note = null, DateTimeOffset? Until = null, string? Assignee = null)
    : AlertActWanted(Note, Until, Assignee);

/// <summary>What is to be made undone.</summary>
/// <param name="Action">As the answer of an act named it.</param>
internal sealed record AlertUndoWanted(string? Action = null);

/// <summary>What came of an act.</summary>
/// <param name="Action">Names it, for POST /alerts/undo; null: nothing was done, or it cannot be undone.</param>
/// <param name="Done">The numbers of the alerts it was done to.</param>
/// <param name="Refused">Those it could not be done to.</param>
internal sealed record AlertDeskShape(string? Action, IReadOnlyList<int> Done, IReadOnlyList<AlertRefusalShape> Refused)
{
    public static AlertDeskShape Of(DeskResult result) => new(
        result.Action, [.. result.Done.Select(alert => alert.Id)],
        [.. result.Refused.Select(one => new AlertRefusalShape(one.Id, one.Reason))]);
}

/// <summary>An alert that stayed as it was.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Reason">Why, for people: who was first, for instance.</param>
internal sealed record AlertRefusalShape(int Id, string Reason);
