using System.Text;

namespace BotPerf.Web.Rollups;

/// <summary>What makes two errors the same: their type, and their message without what differs from one time to the next.</summary>
internal static class ErrorFingerprint
{
    private const char Any = '#';

    /// <summary>The message with every number, and every word that holds one (ids, addresses), as one sign.</summary>
    public static string Of(string message)
    {
        var pattern = new StringBuilder(message.Length);
        for (var i = 0; i < message.Length;)
        {
            var end = i;
            var differs = false;
            while (end < message.Length && (char.IsAsciiLetterOrDigit(message[end]) || message[end] is '-' or '_'))
                differs |= char.IsAsciiDigit(message[end++]);
            if (end == i)
                pattern.Append(message[i++]);
            else if (!differs)
                pattern.Append(message, i, end - i);
            else if (pattern.Length == 0 || pattern[^1] != Any)
                pattern.Append(Any);
            i = Math.Max(i, end);
        }

        return pattern.ToString();
    }
}
