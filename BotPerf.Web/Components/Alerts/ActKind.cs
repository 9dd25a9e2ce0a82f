namespace BotPerf.Web.Components.Alerts;

/// <summary>What is asked about before it is done.</summary>
public enum ActKind
{
    Acknowledge,
    Snooze,
    Assign,
    Resolve,
}

/// <summary>What was chosen.</summary>
/// <param name="Until">Null: without an end.</param>
/// <param name="Assignee">Null: nobody.</param>
public sealed record ActChoice(ActKind Kind, string? Note, DateTimeOffset? Until, string? Assignee);
