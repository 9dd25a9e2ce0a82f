using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>
/// One spelling of a unit for readers. The SDK sends symbols, events and OpenTelemetry are stored in words, and a bot of
/// one's own may send a unit in its metric's name alone. Pure.
/// </summary>
internal static class UnitWord
{
    private const string Total = "_total";
    private static readonly string[] s_words = ["seconds", "bytes", "percent"];

    public static string Of(Series series) => series.Unit switch
    {
        "s" => "seconds",
        "B" or "By" => "bytes",
        "%" => "percent",
        "" => OfName(series.Name),
        _ => series.Unit,
    };

    /// <summary>As the name of a metric alone tells it; empty when it does not.</summary>
    public static string OfName(string name)
    {
        var end = name.EndsWith(Total, StringComparison.Ordinal) ? name[..^Total.Length] : name;
        return Array.Find(s_words, word => end.EndsWith("_" + word, StringComparison.Ordinal)) ?? "";
    }
}
