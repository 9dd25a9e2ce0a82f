using BotPerf.Shared.Protocol;
using BotPerf.Web.Live;

namespace BotPerf.Web.Ingest;

/// <summary>What a lifecycle event tells, as one line for people: "version 1.4.2, commit abc123".</summary>
internal static class LifecycleDetail
{
    // What people look for first.
    private const string Version = "version";
    private const int LongestLine = 500;

    public static LifecycleMark ToMark(string instance, LifecycleEvent lifecycle) =>
        new(DateTimeOffset.UnixEpoch.AddTicks(lifecycle.AtUs * TimeSpan.TicksPerMicrosecond), instance, lifecycle.Event,
            Format(lifecycle.Detail));

    public static string Format(IEnumerable<KeyValuePair<string, string>> detail)
    {
        var line = string.Join(", ", detail.OrderByDescending(pair => pair.Key == Version).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));
        return line.Length <= LongestLine ? line : line[..LongestLine] + "…";
    }
}
