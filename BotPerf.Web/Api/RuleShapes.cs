using BotPerf.Web.Alerts;

namespace BotPerf.Web.Api;

/// <summary>A rule that is wanted: all of it, what is left out has its default.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Enabled">False: it is not looked at.</param>
internal sealed record RuleWanted(string? Name, bool? Enabled) : RuleDefinition;

/// <summary>A rule.</summary>
/// <param name="Id">Its number; those of the default rules lie below 1,000 and never change.</param>
/// <param name="Key">The default rule it is; null for one that a person made.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Enabled">False: it is not looked at.</param>
/// <param name="IsChanged">A default rule that is not as BotPerf has it; DELETE makes it so again.</param>
/// <param name="Words">What it does, in a sentence.</param>
/// <param name="Unit">Of thresholds: seconds, bytes, percent, fraction, perMinute, or empty.</param>
/// <param name="OpenAlerts">How many of it are open or acknowledged.</param>
internal sealed record RuleShape(
    int Id, string? Key, string Name, bool Enabled, bool IsChanged, string Words, string Unit, int OpenAlerts) : RuleDefinition
{
    public static RuleShape Of(AlertRule rule, RuleCheck check, int openAlerts)
    {
        var unit = check.UnitOf(rule);
        var definition = RuleDefinition.Of(rule);
        return new RuleShape(rule.Id, rule.Key, rule.Name, rule.Enabled, rule.IsChanged, RuleWords.Of(rule, unit), unit, openAlerts)
        {
            Signal = definition.Signal,
            Metric = definition.Metric,
            Aggregation = definition.Aggregation,
            Over = definition.Over,
            Complement = definition.Complement,
            WindowMinutes = definition.WindowMinutes,
            Labels = definition.Labels,
            Per = definition.Per,
            PerInstance = definition.PerInstance,
            MinCount = definition.MinCount,
            Condition = definition.Condition,
            Side = definition.Side,
            Levels = definition.Levels,
            ForSeconds = definition.ForSeconds,
            KeepFiringSeconds = definition.KeepFiringSeconds,
            CooldownSeconds = definition.CooldownSeconds,
            Bots = definition.Bots,
        };
    }
}

/// <summary>What a rule would have done.</summary>
/// <param name="From">Not before minutes are kept, nor before the first value.</param>
/// <param name="To">The end.</param>
/// <param name="CannotSay">Why it cannot be told; null: it can.</param>
/// <param name="Notes">What the reader has to know of it.</param>
/// <param name="Unit">Of values and thresholds.</param>
/// <param name="Seen">How many targets had any value.</param>
/// <param name="BotsLeftOut">Bots for which there was no room.</param>
/// <param name="Alerts">How many alerts there would have been.</param>
/// <param name="OpenSeconds">How long they would have been open, added up.</param>
/// <param name="SuggestedThreshold">For the first level: a round one that fires at most once in seven days; null: there is none.</param>
/// <param name="Targets">Those that would have fired, the most alerts first, at most 100.</param>
internal sealed record PreviewShape(
    DateTimeOffset From, DateTimeOffset To, string? CannotSay, IReadOnlyList<string> Notes, string Unit, int Seen, int BotsLeftOut,
    int Alerts, double OpenSeconds, double? SuggestedThreshold, IReadOnlyList<PreviewTargetShape> Targets)
{
    private const int MostTargets = 100;

    public static PreviewShape Of(Preview preview) => new(
        preview.From, preview.To, preview.CannotSay, preview.Notes, preview.Unit, preview.Seen, preview.BotsLeftOut, preview.Alerts,
        preview.Open.TotalSeconds, preview.Suggestion?.Threshold,
        [.. preview.Targets.Take(MostTargets).Select(target => new PreviewTargetShape(
            target.Bot.Value, target.Target.Text, target.Alerts.Count, target.Open.TotalSeconds,
            [.. target.Alerts.Select(alert => new PreviewAlertShape(alert.From, alert.To, alert.Severity, alert.Worst))]))]);
}

/// <summary>A target that would have fired.</summary>
/// <param name="Bot">The bot's number.</param>
/// <param name="Target">What of it; empty for the bot as a whole.</param>
/// <param name="Alerts">How many alerts.</param>
/// <param name="OpenSeconds">How long they would have been open, added up.</param>
/// <param name="Fired">When, oldest first.</param>
internal sealed record PreviewTargetShape(int Bot, string Target, int Alerts, double OpenSeconds, IReadOnlyList<PreviewAlertShape> Fired);

/// <summary>A time in which an alert would have been open.</summary>
/// <param name="From">When it would have opened.</param>
/// <param name="To">When it would have ended; null: not by the end.</param>
/// <param name="Severity">The worst it would have been.</param>
/// <param name="Worst">The value farthest from good.</param>
internal sealed record PreviewAlertShape(DateTimeOffset From, DateTimeOffset? To, AlertSeverity Severity, double? Worst);
