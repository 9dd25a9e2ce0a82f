using BotPerf.Tests.Hosting;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.Alerts;

/// <summary>
/// Alerts of a real server that open as the engine opens them, without waiting for a breach. The bot has never sent: for
/// two minutes the engine has no evidence about it, and leaves them as they are.
/// </summary>
internal sealed class OpenedAlerts(LocalServer server, BotId bot)
{
    public BotId Bot => bot;

    public static async Task<OpenedAlerts> OfAsync(LocalServer server, string bot = "Aurora") =>
        new(server, (await server.Get<BotRegistry>().CreateAsync(bot, "a test", CancellationToken.None)).Bot.Id);

    /// <summary>A slow command; the worse level from 5 s on.</summary>
    public async Task<int> OpenAsync(string command = "help", double seconds = 1.5, string rule = "command_slow") =>
        Assert.Single(await OpenAsync([command], seconds, rule)).Id;

    public Task<IReadOnlyList<Alert>> OpenAsync(IEnumerable<string> commands, double seconds = 1.5, string rule = "command_slow")
    {
        var watched = Rule(rule);
        return MoveAsync(watched, commands, seconds, AlertTransition.Opened, StateOf(watched, seconds, AlertPhase.Open));
    }

    public Task ResolveAsync(string command = "help", string rule = "command_slow") =>
        MoveAsync(Rule(rule), [command], 0.2, AlertTransition.Resolved, AlertState.Quiet);

    public Task BeginAsync(string command) =>
        MoveAsync(Rule("command_slow"), [command], 1.5, AlertTransition.BecamePending, StateOf(Rule("command_slow"), 1.5, AlertPhase.Pending));

    private AlertRule Rule(string key) => server.Get<RuleBook>().All.Single(rule => rule.Key == key);

    private static AlertState StateOf(AlertRule rule, double value, AlertPhase phase)
    {
        var now = TimeProvider.System.GetUtcNow();
        var since = rule.Levels.Select(level => AlertEvaluator.Breaches(rule.Condition, value, level.Threshold) ? now : (DateTimeOffset?)null).ToList();
        return new AlertState(phase, phase == AlertPhase.Open ? since.FindLastIndex(one => one is not null) : -1, null, null) { BreachedSince = since };
    }

    private Task<IReadOnlyList<Alert>> MoveAsync(
        AlertRule rule, IEnumerable<string> commands, double value, AlertTransition transition, AlertState next) =>
        server.Get<AlertMoves>().WriteAsync(
            [.. commands.Select(command => new AlertMove(
                rule, bot, AlertTarget.Of([new Label("command", command)]), new AlertStep(next, transition), value, null, "seconds"))],
            TimeProvider.System.GetUtcNow(), CancellationToken.None);
}
