using System.Runtime.Versioning;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Alerts;
using BotPerf.Web.Delivery;
using BotPerf.Web.Storage;
using Xunit.Abstractions;

namespace BotPerf.Tests.Alerts;

/// <summary>
/// A day of a bot that nobody would want to be called for at each turn: a gateway that comes and goes for six hours, CPU
/// that peaks sixty times, three restarts, one command that is slow now and then; and one breach that does last.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class NoisyDayTests(ITestOutputHelper output) : IDisposable
{
    private const int StepSeconds = 10;
    private static readonly DateTimeOffset Midnight = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Day_OfAFlappingBot_MakesThreeMessagesAndMissesNothingThatLasts()
    {
        var clock = new ManualClock(Midnight);
        await using var server = await AlertServer.StartAsync(new DataFolder(_temp.File("ours")), clock);
        var mail = await AddAsync(server, "email", "to", "oncall@example.org");
        var discord = await AddAsync(server, "discord", "url", "https://discord.com/api/webhooks/1/secret");
        var bot = await server.AddBotAsync("Noisy");

        await server.RunAsync(TimeSpan.FromDays(1), now => Send(server, bot, now), StepSeconds);

        var messages = await server.MessagesAsync();
        var mails = messages.Where(row => row.ChannelId == mail.Id).ToList();
        // Notices of one thread are one message on Discord, edited in place.
        var posts = messages.Where(row => row.ChannelId == discord.Id).Select(row => row.Thread).Distinct().ToList();
        var alerts = await server.AlertsAsync();
        output.WriteLine($"{mails.Count} e-mails, {posts.Count} Discord messages, {alerts.Count} alerts in the inbox");
        mails.ForEach(row => output.WriteLine($"{row.CreatedAt:HH:mm} {row.Title}"));
        Assert.InRange(mails.Count, 1, 3);
        Assert.InRange(posts.Count, 1, 3);
        var lasting = Assert.Single(alerts, alert => alert.RuleName == "Error rate");
        Assert.Equal(AlertSeverity.Critical, lasting.Severity);
        Assert.InRange(lasting.OpenedAt!.Value, Midnight.AddHours(14), Midnight.AddHours(14).AddMinutes(5));
        Assert.Contains(mails, row => row.Title == "Critical: Error rate – Noisy");
        Assert.Equal(1, alerts.Count(alert => alert.RuleName == "Gateway latency"));
    }

    [Fact]
    public async Task Day_TheNaiveWay_MakesAMessageAtEachTurn()
    {
        var clock = new ManualClock(Midnight);
        await using var server = await AlertServer.StartAsync(new DataFolder(_temp.File("naive")), clock);
        var bot = await server.AddBotAsync("Noisy");
        var rules = server.Get<RuleBook>();
        foreach (var rule in rules.All.Where(rule => rule.Enabled))
        {
            await rules.ChangeAsync(rule.Id, rule.Name, true, RuleDefinition.Of(rule) with
            {
                ForSeconds = 0, KeepFiringSeconds = 0, CooldownSeconds = 0,
                Levels = [.. rule.Levels.Select(level => level with { Recovery = level.Threshold })],
            }, "a test", CancellationToken.None);
        }

        var turns = 0;
        server.Book.Changed += alerts => turns += alerts.Count(alert => alert.State is AlertLifeState.Resolved || alert.OpenedAt == server.Now);
        await server.RunAsync(TimeSpan.FromDays(1), now => Send(server, bot, now), StepSeconds);

        output.WriteLine($"{turns} messages the naive way: one when a threshold is crossed, one when it is crossed back");
        Assert.InRange(turns, 100, 2_000);
    }

    private static Task<Channel> AddAsync(AlertServer server, string kind, string field, string value) => server.Get<ChannelStore>().AddAsync(
        new ChannelDraft(kind, kind, true, new Dictionary<string, string> { [field] = value }, 1_000), "a test", CancellationToken.None);

    private static void Send(AlertServer server, BotId bot, DateTimeOffset now)
    {
        var second = (int)(now - Midnight).TotalSeconds;
        // Twenty seconds of silence at 05:00, 11:00 and 19:00: a restart.
        if (second % 3_600 < 20 && second / 3_600 is 5 or 11 or 19)
            return;

        var isBadGateway = second is >= 2 * 3_600 and < 8 * 3_600 && second % 300 < 180;
        var isPeak = second % 1_440 < 40;
        var isLasting = second is >= 14 * 3_600 and < (14 * 3_600) + 2_400;
        var isSlowNow = second % 5_000 < 10;
        server.Frame(bot, gauges: new Dictionary<string, double>
        {
            [MetricNames.WebSocketLatency] = isBadGateway ? 0.3 : 0.05,
            [MetricNames.CpuPercent] = isPeak ? 97 : 20,
            [MetricNames.EventLoopLag] = 0.002,
        }, commandSeconds: [0.1, 0.12, 0.2, 0.15, isSlowNow ? 0.9 : 0.11], errors: isLasting ? 2 : 0);
    }
}
