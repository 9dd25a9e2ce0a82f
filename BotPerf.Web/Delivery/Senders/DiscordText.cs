using System.Text;

namespace BotPerf.Web.Delivery.Senders;

/// <summary>Text that Discord shows as it is: no formatting, no mentions, no links. Pure.</summary>
internal static class DiscordText
{
    private const string Special = "\\*_~`|<>[]()#@";

    /// <summary>Escaped, and within so many characters after it.</summary>
    public static string Escape(string text, int length)
    {
        var visible = TextCut.Visible(text);
        var escaped = new StringBuilder(Math.Min(visible.Length + 16, length));
        for (var i = 0; i < visible.Length; i++)
        {
            var unit = Unit(visible, i);
            if (char.IsHighSurrogate(visible[i]) && i + 1 < visible.Length)
                i++;
            // Room for the … of a cut, unless this is the end.
            if (escaped.Length + unit.Length > (i == visible.Length - 1 ? length : length - 1))
                return escaped.Append('…').ToString();
            escaped.Append(unit);
        }

        return escaped.ToString();
    }

    private static string Unit(string text, int at)
    {
        var letter = text[at];
        if (char.IsHighSurrogate(letter) && at + 1 < text.Length)
            return text.Substring(at, 2);
        var isLineStart = at == 0 || text[at - 1] == '\n';
        var isSpecial = Special.Contains(letter)
            // A list at the beginning of a line, the colon of an address that would become a link.
            || (isLineStart && letter is '-' or '+') || (letter == ':' && at + 1 < text.Length && text[at + 1] == '/');
        return isSpecial ? "\\" + letter : letter.ToString();
    }
}
