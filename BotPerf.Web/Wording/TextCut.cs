using System.Text;

namespace BotPerf.Web.Wording;

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
        var clean = new StringBuilder(text.Length);
        // By runes: half a surrogate pair becomes the mark of what cannot be read.
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '\n' && keepLines)
                clean.Append('\n');
            else if (Rune.IsControl(rune) || EndsLine(rune.Value))
                clean.Append(rune.Value == '\r' && keepLines ? "" : " ");
            else if (!IsTurning(rune.Value))
                clean.Append(rune);
        }

        return clean.ToString();
    }

    /// <summary>Ends a line, or turns the direction of reading, without being a control character.</summary>
    public static bool Steers(int letter) => EndsLine(letter) || IsTurning(letter);

    private static bool EndsLine(int letter) => letter is 0x2028 or 0x2029;

    private static bool IsTurning(int letter) =>
        letter is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x061C or 0x200E or 0x200F or 0xFEFF;
}
