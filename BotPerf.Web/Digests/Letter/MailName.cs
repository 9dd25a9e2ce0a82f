using System.Text;

namespace BotPerf.Web.Digests.Letter;

/// <summary>A name that chat users or bots' people chose, in a letter. Pure.</summary>
internal static class MailName
{
    private const int Most = 80;
    private const char Invisible = '\u200B';

    /// <summary>
    /// In one line, cut, and so that no mail program makes a link of it: these look for a name, a dot or an at sign, and a
    /// name, and for what stands before two slashes.
    /// </summary>
    public static string Of(string text, int most = Most)
    {
        var clean = TextCut.OneLine(text, most);
        var name = new StringBuilder(clean.Length + 4);
        for (var i = 0; i < clean.Length; i++)
        {
            name.Append(clean[i]);
            if (clean[i] is '.' or '@' or ':' or '。' or '．' or '｡' && i + 1 < clean.Length && !char.IsWhiteSpace(clean[i + 1]) && !IsNumber(clean, i))
                name.Append(Invisible);
        }

        return name.ToString();
    }

    // 1.26 and 14:05 stay what they are.
    private static bool IsNumber(string text, int sign) =>
        text[sign] != '@' && sign > 0 && char.IsAsciiDigit(text[sign - 1]) && char.IsAsciiDigit(text[sign + 1]);
}
