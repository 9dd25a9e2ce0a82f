using BotPerf.Web.Bots;
using BotPerf.Web.Delivery;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Digests.Continuous;

/// <summary>The document's <c>test_reporting</c>: one of each kind at once, also where nothing is told continuously.</summary>
internal sealed class ChannelReportDesk(ChannelReports reports, ChannelReportReader reader, ChannelReportPost post, BotRegistry bots, AuditTrail audit, TimeProvider time)
{
    /// <exception cref="DigestRefusedException">It is no channel of Discord, or there is no bot.</exception>
    public async Task<TestResult> TestAsync(int channel, string by, CancellationToken cancellationToken)
    {
        var found = reports.Require(channel);
        var chosen = reports.Find(channel)?.Bots ?? [];
        var bot = bots.All.Where(one => chosen.Count == 0 || chosen.Contains(one.Id.Value)).OrderBy(one => one.Id.Value).FirstOrDefault()
            ?? throw new DigestRefusedException("There is no bot to tell of yet.");
        var began = time.GetUtcNow();
        var measured = await reader.OfAsync(bot, ReportKind.All, began, null, cancellationToken);
        // Of a bot that is silent as well: the test is of the channel.
        var why = measured.Missed > 0 ? "It could not be measured just now." : "The bot sends nothing at the moment.";
        var missing = ReportKind.All.Where(kind => measured.Events.All(one => one.Kind != kind)).Select(kind => Missing(kind, bot, began, why));
        var result = await post.SendAsync(channel, bot.Name, [.. measured.Events, .. missing], 0, cancellationToken);
        reports.Tell(channel, result, 0);
        await audit.WriteAsync(by, "channel.reports_tested", found.Name, CancellationToken.None);
        return new TestResult(result.Outcome == SendOutcome.Delivered, OutcomeWords.Of(result.Outcome), result.Words, time.GetUtcNow() - began);
    }

    private static ReportEvent Missing(ReportKind kind, Bot bot, DateTimeOffset now, string why) =>
        new(kind, bot.Name, now, [], [new NoticeField("Nothing known", why)], NoticeTone.Info);
}
