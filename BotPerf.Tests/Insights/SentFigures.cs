using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Bots;
using BotPerf.Web.Insights.Suggestions;
using BotPerf.Web.Live;

namespace BotPerf.Tests.Insights;

/// <summary>A bot on a real server whose command is often slow, and of which the server knows it.</summary>
internal static class SentFigures
{
    public static async Task<Bot> SlowBotAsync(LocalServer server, string command = "play", string name = "Aurora")
    {
        var sent = await SentEvents.NewBotAsync(server, name);
        await sent.PostAsync("default", [.. Enumerable.Range(0, 40).Select(i => (object)new
        {
            type = "command", name = command, module = "Music", kind = "slash", durationMs = i % 3 == 0 ? 2_500.0 : 200.0, success = true,
        })]);
        var bot = server.Get<BotRegistry>().All.Single(one => one.Name == name);
        await Eventually.TrueAsync("the bot is known", () => Task.FromResult(server.Get<LiveStore>().Bot(bot.Id)?.Instances.Count > 0));
        return bot;
    }

    public static async Task<Suggestion> SuggestedAsync(LocalServer server, Bot bot)
    {
        await server.Get<SuggestionRound>().LookAsync(bot.Id, TimeProvider.System.GetUtcNow(), CancellationToken.None);
        return Assert.Single(await server.Get<SuggestionQueries>().ListAsync(
            new SuggestionFilter(bot.Id, [SuggestionState.Open]), 10, CancellationToken.None));
    }
}
