namespace BotPerf.Web.Access;

/// <summary>What a browser calls itself, made short enough to know one's own devices by.</summary>
internal static class DeviceName
{
    // The more particular ones first: most browsers also call themselves by their ancestors' names.
    private static readonly (string Sign, string Name)[] s_browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"),
    ];

    private static readonly (string Sign, string Name)[] s_systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    ];

    /// <summary>"Firefox on Windows"; never any of the text itself, which a stranger chooses.</summary>
    public static string Of(string userAgent)
    {
        var browser = NameIn(s_browsers, userAgent) ?? "Unknown browser";
        return NameIn(s_systems, userAgent) is { } system ? $"{browser} on {system}" : browser;
    }

    private static string? NameIn((string Sign, string Name)[] names, string text) =>
        Array.Find(names, name => text.Contains(name.Sign, StringComparison.Ordinal)).Name;
}
