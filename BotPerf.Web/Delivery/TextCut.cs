namespace BotPerf.Web.Delivery;

/// <summary>Text within a receiver's limit. Pure.</summary>
internal static class TextCut
{
    /// <summary>At most so many characters, with … in place of what is cut, and no half of a surrogate pair.</summary>
    public static string At(string text, int length)
    {
        if (text.Length <= length)
            return text;
        var end = length - 1;
        return (char.IsHighSurrogate(text[end - 1]) ? text[..(end - 1)] : text[..end]) + "…";
    }

    /// <summary>One line without control characters, also none that turn the direction of reading.</summary>
    public static string OneLine(string text, int length) => At(string.Join(' ',
        Visible(text, keepLines: false).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), length);

    /// <summary>Lines stay lines; every other control character becomes a space, and what hides or turns text goes.</summary>
    public static string Visible(string text, bool keepLines = true)
    {
        var clean = new System.Text.StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (letter == '\n' && keepLines)
                clean.Append(letter);
            else if (char.IsControl(letter) || letter is '\u2028' or '\u2029')
                clean.Append(letter == '\r' && keepLines ? "" : " ");
            else if (!IsTurning(letter))
                clean.Append(letter);
        }

        return clean.ToString();
    }

    private static bool IsTurning(char letter) =>
        letter is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\u200E' or '\u200F' or '\uFEFF';
}
