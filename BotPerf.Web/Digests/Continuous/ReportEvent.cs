using System.Text.Json.Nodes;
using BotPerf.Web.Delivery;

namespace BotPerf.Web.Digests.Continuous;

/// <summary>One measurement that a channel is told of, in the format of the third source document.</summary>
/// <param name="Kind">What was measured.</param>
/// <param name="Bot">Of which bot.</param>
/// <param name="Data">What the document calls data.</param>
/// <param name="Fields">The same for people, in a few lines.</param>
internal sealed record ReportEvent(ReportKind Kind, string Bot, DateTimeOffset At, JsonObject Data, IReadOnlyList<NoticeField> Fields, NoticeTone Tone)
{
    public JsonObject ToJson() => new()
    {
        ["event"] = Kind.Event,
        ["timestamp"] = At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        ["bot"] = Bot,
        ["data"] = Data.DeepClone(),
    };
}

/// <summary>A kind of measurement and its cadence.</summary>
/// <param name="Event">Its name in the document, or, where that names none, made in the same manner.</param>
/// <param name="Title">As the document heads it.</param>
internal sealed record ReportKind(string Event, string Title, TimeSpan Every)
{
    public static readonly ReportKind System = new("detailed_system_monitoring", "Detailed system monitor", TimeSpan.FromSeconds(30));
    public static readonly ReportKind Network = new("network_performance_monitoring", "Network performance monitor", TimeSpan.FromSeconds(60));
    public static readonly ReportKind Memory = new("memory_performance_monitoring", "Memory performance monitor", TimeSpan.FromSeconds(60));
    public static readonly ReportKind Commands = new("command_performance_analysis", "Command performance analyzer", TimeSpan.FromMinutes(3));
    public static readonly ReportKind Health = new("comprehensive_health_report", "Comprehensive health report", TimeSpan.FromMinutes(5));

    public static readonly IReadOnlyList<ReportKind> All = [System, Network, Memory, Commands, Health];

    private static readonly TimeSpan s_longestGap = TimeSpan.FromMinutes(15);

    /// <summary>Every kind is a multiple of it.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(30);

    /// <param name="beat">A multiple of <see cref="Beat"/> since 1970.</param>
    public bool IsDue(DateTimeOffset beat) => beat.ToUnixTimeSeconds() % (long)Every.TotalSeconds == 0;

    /// <summary>The whole minutes before a beat. The last frames of a minute come a rhythm later: they are waited for.</summary>
    /// <param name="beat">When it is told.</param>
    /// <param name="rhythm">Between two frames of the bot.</param>
    /// <param name="length">How much is told.</param>
    /// <param name="since">Up to when it was told before: what a missed beat has left out comes with the next one.</param>
    public static (DateTimeOffset From, DateTimeOffset To) Whole(DateTimeOffset beat, TimeSpan rhythm, TimeSpan length, DateTimeOffset? since = null)
    {
        var to = DateTimeOffset.FromUnixTimeSeconds(beat.ToUnixTimeSeconds() / 60 * 60).AddMinutes(-1 - Math.Floor(rhythm.TotalMinutes));
        return (since is { } told && told < to && to - told <= s_longestGap ? told : to - length, to);
    }
}
