using BotPerf.Web.Digests.Continuous;

namespace BotPerf.Web.Api;

/// <summary>What a channel is told of continuously, and how the last message went.</summary>
/// <param name="Enabled">False: nothing, as it is until somebody switches it on.</param>
/// <param name="Bots">Their numbers; empty for all.</param>
/// <param name="BatchMinutes">How much is told in one message, 1 to 15.</param>
/// <param name="LastAt">When the last message was sent; null: none since the start.</param>
/// <param name="LastOk">It arrived.</param>
/// <param name="LastWords">The receiver's own.</param>
/// <param name="Left">Measurements since the start that could not be sent.</param>
internal sealed record ChannelReportShape(
    bool Enabled, IReadOnlyList<int> Bots, int BatchMinutes, DateTimeOffset? LastAt, bool? LastOk, string? LastWords, long Left)
{
    public static ChannelReportShape Of(ChannelReport? report, ReportOutcome? last) => new(
        report is not null, report?.Bots ?? [], report?.BatchMinutes ?? ChannelReports.UsualMinutes, last?.At, last?.IsSent, last?.Words, last?.Left ?? 0);
}

/// <summary>What a channel is to be told of continuously.</summary>
/// <param name="Bots">Their numbers, at most 25; empty or left out: all, the first 25.</param>
/// <param name="BatchMinutes">How much is told in one message, 1 to 15; left out: 5.</param>
internal sealed record ChannelReportWanted(IReadOnlyList<int>? Bots = null, int? BatchMinutes = null);
