namespace BotPerf.Web.Components.Layout;

/// <summary>The time ranges one can choose, as the URL names them.</summary>
public sealed record TimeRange(string Key, string Label, TimeSpan Length)
{
    public static readonly TimeRange Quarter = new("15m", "15 min", TimeSpan.FromMinutes(15));

    public static readonly IReadOnlyList<TimeRange> All =
    [
        Quarter,
        new("1h", "1 h", TimeSpan.FromHours(1)),
        new("24h", "24 h", TimeSpan.FromHours(24)),
    ];

    /// <summary>What a URL cannot mean is the shortest range.</summary>
    public static TimeRange Parse(string? key) => All.FirstOrDefault(range => range.Key == key) ?? Quarter;
}
