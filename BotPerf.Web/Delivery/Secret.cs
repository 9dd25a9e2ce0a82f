namespace BotPerf.Web.Delivery;

/// <summary>What may be shown of a secret. Pure.</summary>
internal static class Secret
{
    private const string Dots = "••••";

    /// <summary>Dots and at most its last four characters; of a URL its host also. Empty for none.</summary>
    public static string Mask(string? secret)
    {
        if (string.IsNullOrEmpty(secret))
            return "";
        var end = secret.Length >= 16 ? secret[^4..] : "";
        return Uri.TryCreate(secret, UriKind.Absolute, out var url) && url.Host.Length > 0
            ? $"{url.Scheme}://{url.Authority}/{Dots}{end}"
            : Dots + end;
    }

    /// <summary>The text without the secrets, as a receiver may repeat them in what it answers.</summary>
    public static string Remove(string text, IEnumerable<string> secrets)
    {
        foreach (var secret in secrets.Where(secret => secret.Length >= 4).OrderByDescending(secret => secret.Length))
        {
            text = text.Replace(secret, Dots, StringComparison.OrdinalIgnoreCase);
            // A server quotes the path that it was asked for, not the whole address.
            if (Uri.TryCreate(secret, UriKind.Absolute, out var url) && url.AbsolutePath.Length >= 8)
                text = text.Replace(url.AbsolutePath, Dots, StringComparison.OrdinalIgnoreCase)
                    .Replace(url.Segments[^1].Trim('/') is { Length: >= 8 } last ? last : url.AbsolutePath, Dots, StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }
}
