using System.Text;

namespace BotPerf.Client.Instrumenting;

/// <summary>
/// The path of a call of Discord's REST interface without what names a guild, a channel, a user or a secret: few different
/// ones, and nothing in them that may not leave the bot. Pure.
/// </summary>
internal static class HttpRoute
{
    private const int LongestWord = 40;

    // What stands behind these is chosen by people: an emoji, an invitation, a template's code.
    private static readonly string[] s_beforeNames = ["reactions", "invites", "templates", "vanity-url", "sticker-packs"];

    /// <returns>E.g. <c>POST /channels/:id/messages</c>.</returns>
    public static string Of(string method, string path)
    {
        var route = new StringBuilder(method).Append(' ');
        var before = "";
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (before.Length == 0 && (segment == "api" || IsVersion(segment)))
                continue;
            route.Append('/').Append(Stripped(segment, before));
            before = segment;
        }

        return before.Length == 0 ? route.Append('/').ToString() : route.ToString();
    }

    private static string Stripped(string segment, string before)
    {
        if (s_beforeNames.Contains(before, StringComparer.Ordinal))
            return ":name";
        if (segment.All(char.IsAsciiDigit))
            return ":id";
        return segment.Length <= LongestWord && segment.All(IsWordPart) ? segment : ":token";
    }

    private static bool IsVersion(string segment) =>
        segment.Length is > 1 and < 5 && segment[0] == 'v' && segment.AsSpan(1).ContainsAnyInRange('0', '9');

    private static bool IsWordPart(char c) => char.IsAsciiLetterLower(c) || c is '-' or '_' or '@';
}
