using System.Globalization;
using BotPerf.Web.Delivery;

namespace BotPerf.Web.Alerts;

/// <summary>An alert and what is to be said of it.</summary>
/// <param name="Detail">What was said when it opened, beside its value.</param>
internal sealed record Told(Alert Alert, Telling Telling, string Bot, string? Detail = null);

/// <summary>Puts alerts into words. Pure; the texts come from chat users, the senders make them harmless.</summary>
internal static class AlertNotices
{
    // More are counted; the inbox has them all.
    private const int MostInOne = 12;

    /// <param name="told">One, or several that are told together.</param>
    /// <param name="thread">The alert whose message it is.</param>
    /// <param name="now">The present.</param>
    public static Notice Of(IReadOnlyList<Told> told, int thread, DateTimeOffset now) =>
        told is [var one] ? Single(one, thread, now) : Several(told, thread, now);

    public static string TitleOf(Told told) => told.Telling switch
    {
        Telling.Resolved => $"Resolved: {Name(told)}",
        Telling.Flapping => $"Comes and goes: {Name(told)}",
        Telling.StillOpen => $"Still {Severity(told)}: {Name(told)}",
        Telling.Worsened => $"Now {Severity(told)}: {Name(told)}",
        _ => $"{Capital(Severity(told))}: {Name(told)}",
    };

    private static Notice Single(Told told, int thread, DateTimeOffset now)
    {
        var alert = told.Alert;
        var fields = new List<NoticeField> { new("Bot", told.Bot) };
        if (alert.Target.Labels.Count > 0)
            fields.AddRange(alert.Target.Labels.Select(label => new NoticeField(Capital(label.Name), label.Value)));
        fields.Add(new("Value", FigureText.Of(told.Telling == Telling.Resolved ? alert.WorstValue : alert.Value, alert.Unit)
            + (told.Telling == Telling.Resolved ? " at its worst" : "")));
        fields.Add(new("Threshold", FigureText.Of(alert.Threshold, alert.Unit)));
        fields.Add(told.Telling == Telling.Resolved && alert.ResolvedAt is { } end
            ? new("Lasted", Format.Span(end - (alert.OpenedAt ?? alert.StartedAt)))
            : new("Since", Format.Utc(alert.StartedAt)));
        return new Notice(
            "alert", $"alert:{thread}", ToneOf(told), TitleOf(told), TextOf(told), fields, $"/alerts?alert={alert.Id}", now,
            DataOf(told), Urgent: alert.Severity == AlertSeverity.Critical, Edits: told.Telling is Telling.Resolved or Telling.Flapping);
    }

    private static Notice Several(IReadOnlyList<Told> told, int thread, DateTimeOffset now)
    {
        var bots = told.Select(one => one.Bot).Distinct().ToList();
        var worst = told.MaxBy(one => one.Alert.Severity)!;
        var isOver = told.All(one => one.Telling == Telling.Resolved);
        var where = bots.Count == 1 ? $"of {bots[0]}" : $"of {bots.Count} bots";
        var fields = told.OrderByDescending(one => one.Alert.Severity).Take(MostInOne)
            .Select(one => new NoticeField(TitleOf(one), TextOf(one))).ToList();
        var more = told.Count > MostInOne ? $" {told.Count - MostInOne} more are in the inbox." : "";
        return new Notice(
            "alert", $"alert:{thread}", isOver ? NoticeTone.Good : ToneOf(worst),
            isOver ? $"Resolved: {told.Count} alerts {where}" : $"{told.Count} alerts {where}",
            $"They {(isOver ? "are over" : "began together")}.{more}", fields, "/alerts", now,
            new Dictionary<string, string> { ["alerts"] = string.Join(',', told.Select(one => one.Alert.Id)), ["event"] = TellPlan.Word(told[0].Telling) },
            Urgent: worst.Alert.Severity == AlertSeverity.Critical, Edits: isOver);
    }

    private static string TextOf(Told told)
    {
        var alert = told.Alert;
        var value = FigureText.Of(alert.Value, alert.Unit);
        var threshold = FigureText.Of(alert.Threshold, alert.Unit);
        return told.Telling switch
        {
            Telling.Resolved => $"Well again after {Format.Span((alert.ResolvedAt ?? alert.StartedAt) - (alert.OpenedAt ?? alert.StartedAt))}.",
            Telling.Flapping => $"It has come back {alert.Reopened} times. You will hear of it when it stays, or when it is over.",
            _ when told.Detail is { } detail => $"{detail} ({value} where {threshold} is the threshold.)",
            _ => $"{value} where {threshold} is the threshold.",
        };
    }

    private static Dictionary<string, string> DataOf(Told told)
    {
        var alert = told.Alert;
        var data = new Dictionary<string, string>
        {
            ["id"] = alert.Id.ToString(CultureInfo.InvariantCulture),
            ["rule"] = alert.RuleId.ToString(CultureInfo.InvariantCulture),
            ["ruleName"] = alert.RuleName,
            ["severity"] = Alert.WordOf(alert.Severity),
            ["state"] = Alert.WordOf(alert.State),
            ["event"] = TellPlan.Word(told.Telling),
            ["bot"] = told.Bot,
            ["target"] = alert.Target.Text,
            ["unit"] = alert.Unit,
            ["openedAt"] = Iso(alert.OpenedAt ?? alert.StartedAt),
        };
        if (alert.Value is { } value)
            data["value"] = value.ToString("R", CultureInfo.InvariantCulture);
        if (alert.Threshold is { } threshold)
            data["threshold"] = threshold.ToString("R", CultureInfo.InvariantCulture);
        if (told.Detail is { } detail)
            data["detail"] = detail;
        if (alert.ResolvedAt is { } resolved)
            data["resolvedAt"] = Iso(resolved);
        return data;
    }

    private static NoticeTone ToneOf(Told told) => told.Telling == Telling.Resolved ? NoticeTone.Good : told.Alert.Severity switch
    {
        AlertSeverity.Critical => NoticeTone.Critical,
        AlertSeverity.High => NoticeTone.High,
        AlertSeverity.Warning => NoticeTone.Warning,
        _ => NoticeTone.Info,
    };

    private static string Name(Told told) => told.Alert.Target.Text is { Length: > 0 } target
        ? $"{told.Alert.RuleName} – {told.Bot}: {target}"
        : $"{told.Alert.RuleName} – {told.Bot}";

    private static string Severity(Told told) => Alert.WordOf(told.Alert.Severity);

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
