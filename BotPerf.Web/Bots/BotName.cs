namespace BotPerf.Web.Bots;

/// <summary>What a bot may be called.</summary>
internal static class BotName
{
    public const int MaxLength = 100;

    /// <summary>The name as it is kept.</summary>
    /// <exception cref="BotRefusedException">Empty, too long, or with control characters.</exception>
    public static string Clean(string? name)
    {
        var clean = name?.Trim() ?? "";
        if (clean.Length == 0)
            throw new BotRefusedException("Give the bot a name.");
        if (clean.Length > MaxLength)
            throw new BotRefusedException($"The name has {clean.Length} characters; at most {MaxLength} are possible.");
        if (clean.Any(char.IsControl))
            throw new BotRefusedException("The name may not hold control characters such as line breaks.");

        return clean;
    }

    /// <summary>Two names that are equal in this form are the same name.</summary>
    public static string Normalize(string clean) => clean.ToUpperInvariant();
}
