using BotPerf.Shared.Protocol;

namespace BotPerf.Client.Recording;

/// <summary>
/// Makes texts fit to be sent: of bounded length, without control characters and halves of surrogate pairs. Chat users
/// choose command names and error texts, so anything can come.
/// </summary>
internal static class Texts
{
    public const string Unnamed = "unnamed";

    public static string Name(string? text) => Clean(text, WireLimits.MaxNameLength) is { Length: > 0 } name ? name : Unnamed;

    public static string Label(string? text) => Clean(text, WireLimits.MaxLabelLength);

    /// <summary>A label's value as text. A value whose ToString throws has no text.</summary>
    public static string Label(object? value)
    {
        try
        {
            return Label(value as string ?? (value as IFormattable)?.ToString(null, null) ?? value?.ToString());
        }
        catch (Exception)
        {
            return Unnamed;
        }
    }

    /// <summary>What an exception of the bot's own code says; its message may throw, too.</summary>
    public static string Reason(Exception exception)
    {
        var type = exception.GetType().Name;
        try
        {
            return Clean($"{type}: {exception.Message}", WireLimits.MaxErrorMessageLength);
        }
        catch (Exception)
        {
            return type;
        }
    }

    /// <summary>A metric's or label's name in Prometheus' alphabet; null when there is none in it.</summary>
    public static string? MetricName(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;

        var cut = text.Length > WireLimits.MaxNameLength ? text[..WireLimits.MaxNameLength] : text;
        if (cut.All(IsNamePart) && !char.IsAsciiDigit(cut[0]))
            return cut;

        return string.Create(cut.Length, cut, static (name, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                name[i] = IsNamePart(source[i]) && !(i == 0 && char.IsAsciiDigit(source[i])) ? source[i] : '_';
        });
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    /// <param name="keepLines">Line breaks and tabs stay, as in stacks.</param>
    public static string Clean(string? text, int maxLength, bool keepLines = false)
    {
        if (string.IsNullOrEmpty(text))
            return "";

        var length = Math.Min(text.Length, maxLength);
        if (length < text.Length && char.IsHighSurrogate(text[length - 1]))
            length--;

        for (var i = 0; i < length; i++)
        {
            if (char.IsSurrogate(text[i]) || char.IsControl(text[i]))
                return Repair(text.AsSpan(0, length), keepLines);
        }

        return length == text.Length ? text : text[..length];
    }

    private static string Repair(ReadOnlySpan<char> text, bool keepLines)
    {
        var repaired = text.ToString().ToCharArray();
        for (var i = 0; i < repaired.Length; i++)
        {
            var c = repaired[i];
            if (char.IsHighSurrogate(c) && i + 1 < repaired.Length && char.IsLowSurrogate(repaired[i + 1]))
                i++;
            else if (char.IsSurrogate(c))
                repaired[i] = '\uFFFD';
            else if (char.IsControl(c) && !(keepLines && c is '\n' or '\t'))
                repaired[i] = ' ';
        }

        return new string(repaired);
    }
}
