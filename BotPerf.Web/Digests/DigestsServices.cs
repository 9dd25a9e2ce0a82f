using BotPerf.Web.Digests.Content;
using BotPerf.Web.Digests.Continuous;
using BotPerf.Web.Digests.Letter;
using BotPerf.Web.Digests.Sending;
using BotPerf.Web.Digests.Subscribing;
using BotPerf.Web.Scheduling;

namespace BotPerf.Web.Digests;

internal static class DigestsServices
{
    /// <summary>Digests: who gets them, when, and the ledger of what was sent.</summary>
    public static IServiceCollection AddBotPerfDigests(this IServiceCollection services) => services
        .AddSingleton<DigestBell>()
        .AddSingleton<FigureReader>()
        .AddSingleton<ColumnReader>()
        .AddSingleton<DigestReader>()
        .AddSingleton<DigestLetters>()
        .AddSingleton<LinkMaker>()
        .AddSingleton<DigestRound>()
        .AddSingleton<DigestTurn>()
        .AddSingleton<DigestPost>()
        .AddSingleton<DigestChannelPost>()
        .AddSingleton<DigestWorker>()
        .AddSingleton<SubscriptionDesk>()
        .AddSingleton<SubscriptionQueries>()
        .AddSingleton<ChannelReports>()
        .AddSingleton<ChannelReportReader>()
        .AddSingleton<ChannelReportPost>()
        .AddSingleton<ChannelReportSender>()
        .AddSingleton<ChannelReportDesk>()
        .AddSingleton<ChannelReportWorker>()
        .AddHostedService(provider => provider.GetRequiredService<ChannelReportWorker>())
        .AddHostedService(provider => provider.GetRequiredService<DigestWorker>())
        .AddJob<DigestJob>();

    /// <summary>Whoever has the link of a letter may unsubscribe: mail programs do so without anybody signing in.</summary>
    public static void MapBotPerfDigests(this WebApplication app) => app.MapPost(LinkMaker.Path, UnsubscribeCall.AnswerAsync)
        // Goes before the page of the same address, which shows the button.
        .AllowAnonymous().DisableAntiforgery().ExcludeFromDescription().WithOrder(-1);
}
