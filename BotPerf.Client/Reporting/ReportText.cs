using System.Globalization;
using System.Text;
using BotPerf.Client.Recording;

namespace BotPerf.Client.Reporting;

/// <summary>Words and figures as chats show them, within Discord's limits. Pure.</summary>
internal static class ReportText
{
    public const int MaxTitle = 256;
    public const int MaxDescription = 4_096;
    public const int MaxFields = 25;
    public const int MaxFieldName = 256;
    public const int MaxFieldValue = 1_024;
    public const int MaxFooter = 2_048;
    public const int MaxTotal = 6_000;

    private const int MaxName = 40;
    private const char More = '…';

    /// <summary>Nothing to see; it keeps @ and :// from being a mention and a link.</summary>
    private const char Separator = '\u200B';

    /// <summary>A name somebody chose: cut, one line, without working markup, mentions and links.</summary>
    public static string Name(string? name, int length = MaxName)
    {
        var text = new StringBuilder();
        var clean = Texts.Clean(name, length);
        foreach (var c in clean)
        {
            if (char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                continue; // Turns writing around, or breaks the line.
            if (c is '\\' or '*' or '_' or '~' or '`' or '|' or '>' or '<' or '[' or ']' or '(' or ')' or '#' or '-')
                text.Append('\\');
            text.Append(c);
            if (c is '@' or ':')
                text.Append(Separator);
        }

        if (name?.Length > clean.Length)
            text.Append(More);
        return text.Length == 0 ? Texts.Unnamed : text.ToString();
    }

    public static string Cut(string text, int length) => text.Length <= length ? text : Texts.Clean(text, length - 1) + More;

    /// <summary>As many whole lines as fit; says when some are left out.</summary>
    public static string Lines(IEnumerable<string> lines, int length)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            var added = line.Length + (text.Length == 0 ? 0 : 1);
            if (text.Length + added > length - 2)
            {
                if (text.Length > 0 && length >= text.Length + 2)
                    text.Append('\n').Append(More);
                break;
            }

            if (text.Length > 0)
                text.Append('\n');
            text.Append(line);
        }

        return text.ToString();
    }

    public static string Count(double count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Percent(double part) => $"{(part * 100).ToString("0.##", CultureInfo.InvariantCulture)} %";

    public static string Milliseconds(double seconds) =>
        seconds < 0.01 ? $"{seconds * 1000:0.##} ms" : seconds < 10 ? $"{seconds * 1000:N0} ms" : $"{seconds:N1} s";

    public static string Mebibytes(double bytes) => $"{bytes / 1048576:N0} MiB";

    public static string Duration(TimeSpan time) =>
        time.TotalDays >= 1 ? $"{(int)time.TotalDays} d {time.Hours} h"
        : time.TotalHours >= 1 ? $"{time.Hours} h {time.Minutes} min"
        : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s" : $"{time.Seconds} s";
}
