using BotPerf.Web.Alerts;

namespace BotPerf.Web.Components.Alerts;

/// <summary>Alerts in words, for people. Pure; names and targets in them come from chat users.</summary>
internal static class AlertText
{
    public static string Word(AlertSeverity severity) => severity.ToString();

    public static string Word(AlertLifeState state) => state switch
    {
        AlertLifeState.Pending => "Pending",
        AlertLifeState.Open => "Open",
        AlertLifeState.Acknowledged => "Acknowledged",
        AlertLifeState.Resolved => "Resolved",
        _ => "Cleared",
    };

    public static string Value(Alert alert) => FigureText.Of(alert.Value, alert.Unit);

    /// <summary>≥ 1 s; without a sign when the rule is gone.</summary>
    public static string Threshold(Alert alert, AlertRule? rule)
    {
        var figure = FigureText.Of(alert.Threshold, alert.Unit);
        return rule is null ? figure : $"{Sign(rule.Condition)} {figure}".Trim();
    }

    /// <summary>Since when it is what it is: open, or over.</summary>
    public static DateTimeOffset Since(Alert alert) => alert.State switch
    {
        AlertLifeState.Cleared => alert.ClearedAt ?? alert.ResolvedAt ?? alert.StartedAt,
        AlertLifeState.Resolved => alert.ResolvedAt ?? alert.StartedAt,
        _ => alert.StartedAt,
    };

    /// <summary>What stands beside its name: a word, and what it means.</summary>
    public static IEnumerable<(string Word, string Why)> Badges(Alert alert, DateTimeOffset now, UserTime time)
    {
        if (alert.SnoozedUntil is { } until && until > now)
            yield return ($"snoozed, {Format.Span(until - now)} left", $"Until {time.Exact(until)}");
        if (alert.FlappingSince is not null)
            yield return ("comes and goes", $"It came back {alert.Reopened} times; people are told when it stays or is over");
        if (alert.IsActive && alert.SilentSince is { } silent)
            yield return ("no data", $"No value since {time.Exact(silent)}");
        if (alert.IsActive && alert.RecoveringSince is not null)
            yield return ("recovering", "The value is well again, and not for long enough yet");
        if (alert.MutedBy is { } muted)
            yield return ("muted", $"Nobody was told, because of {Reason(muted)}");
    }

    /// <summary>One line of the history as a sentence.</summary>
    public static string Line(AlertEvent line) => line.What switch
    {
        AlertWords.Opened => With("It opened.", line.Note),
        AlertWords.Reopened => With("It came back.", line.Note),
        AlertWords.Worsened => $"It became {line.Note}.",
        AlertWords.NoData => "No value comes any more.",
        AlertWords.DataBack => "Values come again.",
        AlertWords.Resolved when line.Who == AlertWords.Program => With("It was over by itself.", line.Note),
        AlertWords.Resolved => With($"{line.Who} resolved it.", line.Note),
        AlertWords.Flapping => With("It comes and goes.", line.Note),
        AlertWords.Settled => "It comes and goes no longer: it stays.",
        AlertWords.Acknowledged => With($"{line.Who} acknowledged it.", line.Note),
        AlertWords.AcknowledgementEnded => "The acknowledgement ran out.",
        AlertWords.Assigned => line.Note switch
        {
            "nobody" => $"{line.Who} gave it to nobody.",
            var to when to == line.Who => $"{line.Who} took it.",
            var to => $"{line.Who} gave it to {to}.",
        },
        AlertWords.Snoozed => $"{line.Who} snoozed it {line.Note}.",
        AlertWords.SnoozeEnded => "The snooze ran out.",
        AlertWords.Noted => $"{line.Who}: {line.Note}",
        AlertWords.Cleared => $"{line.Who} put it away.",
        AlertWords.Undone => $"{line.Who} made undone what was {line.Note}.",
        AlertWords.Muted => $"Nobody was told, because of {Reason(line.Note ?? "")}.",
        AlertWords.Told => $"People were told that it {Telling(line.Note)}.",
        AlertWords.Escalated => $"Nobody had taken it: {line.Note} was told.",
        AlertWords.Healed => $"The bot was asked to heal itself: {line.Note}.",
        _ => With(line.What, line.Note),
    };

    private static string Telling(string? told) => told switch
    {
        "worsened" => "worsened",
        "flapping" => "comes and goes",
        "stillopen" => "is still there",
        "resolved" => "is over",
        _ => "opened",
    };

    private static string Reason(string muted) => muted.Split(':') switch
    {
        ["silence", var id] => $"silence {id}",
        ["parent", var id] => $"alert {id}, which explains it",
        _ => muted,
    };

    private static string With(string sentence, string? note) => string.IsNullOrEmpty(note) ? sentence : $"{sentence} {note}";

    private static string Sign(Condition condition) => condition switch
    {
        Condition.Gt => ">",
        Condition.Ge => "≥",
        Condition.Lt => "<",
        Condition.Le => "≤",
        Condition.Eq => "=",
        Condition.Ne => "≠",
        Condition.Anomaly or Condition.Growth => "≥",
        _ => "",
    };
}
