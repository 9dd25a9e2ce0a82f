using BotPerf.Client.Reporting;

namespace BotPerf.Client;

/// <summary>
/// A report for the chat, shaped like an embed and within Discord's limits: title 256 characters, description 4,096, at most
/// 25 fields with names of 256 and values of 1,024, footer 2,048, 6,000 in all. Names that chat users chose are cut, and
/// neither their markup nor their mentions work. [002]
/// </summary>
/// <param name="Title">In a few words.</param>
/// <param name="Description">May be empty.</param>
/// <param name="Color">Red, green and blue, 0xRRGGBB.</param>
/// <param name="Fields">In the order they are shown.</param>
/// <param name="Footer">May be empty.</param>
/// <param name="Timestamp">When the figures were read.</param>
public sealed record ChatReport(
    string Title, string Description, int Color, IReadOnlyList<ChatField> Fields, string Footer, DateTimeOffset Timestamp)
{
    /// <summary>The report as one message in Discord's markup; whole lines are left out beyond the length.</summary>
    /// <param name="maxLength">UTF-16 units; Discord takes 2,000.</param>
    public string ToText(int maxLength = 2_000)
    {
        var lines = new List<string> { $"**{Title}**" };
        lines.AddRange(Lines(Description));
        foreach (var field in Fields)
        {
            lines.Add($"**{field.Name}**");
            lines.AddRange(Lines(field.Value));
        }

        lines.AddRange(Lines(Footer));
        return ReportText.Lines(lines, Math.Max(maxLength, 0));
    }

    /// <inheritdoc cref="ToText" />
    public override string ToString() => ToText();

    /// <summary>Whatever is too much is left out here, so that no report can be refused by the chat.</summary>
    internal static ChatReport Of(
        string title, IEnumerable<string> description, int color, IEnumerable<ChatField> fields, string footer, DateTimeOffset at)
    {
        var report = new ChatReport(
            ReportText.Cut(title, ReportText.MaxTitle), ReportText.Lines(description, ReportText.MaxDescription), color, [],
            ReportText.Cut(footer, ReportText.MaxFooter), at);
        var kept = new List<ChatField>();
        var length = report.Title.Length + report.Description.Length + report.Footer.Length;
        foreach (var field in fields.Where(field => field.Value.Length > 0).Take(ReportText.MaxFields))
        {
            length += field.Name.Length + field.Value.Length;
            if (length > ReportText.MaxTotal)
                break;
            kept.Add(field);
        }

        return report with { Fields = kept };
    }

    private static string[] Lines(string text) =>
        text.Length == 0 ? [] : text.Split('\n');
}

/// <summary>One field of a <see cref="ChatReport"/>.</summary>
/// <param name="Name">At most 256 characters.</param>
/// <param name="Value">At most 1,024 characters; lines end with <c>\n</c>.</param>
/// <param name="Inline">May stand beside others.</param>
public sealed record ChatField(string Name, string Value, bool Inline = false)
{
    internal static ChatField Of(string name, IEnumerable<string> lines, bool inline = false) => new(
        ReportText.Cut(name, ReportText.MaxFieldName), ReportText.Lines(lines, ReportText.MaxFieldValue), inline);

    internal static ChatField Of(string name, string line, bool inline = false) => Of(name, [line], inline);
}
