namespace BotPerf.Web.Rollups;

/// <summary>Time zones by their IANA names, as browsers and callers give them.</summary>
internal static class ZoneName
{
    private const int Longest = 64;

    /// <summary>Null when it names none.</summary>
    public static TimeZoneInfo? Find(string? name) =>
        name is { Length: > 0 and <= Longest } && IsName(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    // A name is looked for in the system's folder of zones; dots would lead out of it.
    private static bool IsName(string name) =>
        name[0] != '/' && name.All(one => char.IsAsciiLetterOrDigit(one) || one is '/' or '_' or '+' or '-');
}
