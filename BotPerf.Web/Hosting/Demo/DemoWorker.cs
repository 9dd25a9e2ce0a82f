using BotPerf.Web.Bots;
using BotPerf.Web.Targets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace BotPerf.Web.Hosting.Demo;

/// <summary>
/// Runs the simulated bots of <c>--demo</c> beside the server: through the public SDK and a real connection to the address
/// that everybody else uses.
/// </summary>
internal sealed class DemoWorker(
    BotRegistry bots, TargetBook targets, DemoHistory history, ServerSettings settings, IServer server, IHostApplicationLifetime lifetime,
    TimeProvider time) : BackgroundService
{
    private const string By = "demo";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await StartedAsync(stoppingToken))
            return;

        // The bots say goodbye while the server still listens.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        var instances = new List<DemoInstance>();
        try
        {
            foreach (var preset in targets.All.Count == 0 ? TargetPresets.All : [])
                await targets.AddAsync(preset, By, ending.Token);

            // First the past, then the present: what happened stays in its order. The server answers meanwhile.
            if (settings.History is { } length)
                await history.FillAsync(await RegisteredAsync(ending.Token), length, ending.Token);

            foreach (var bot in DemoFleet.Bots)
            {
                var key = await KeyAsync(bot.Name, ending.Token);
                for (var number = 0; number < bot.Instances.Count; number++)
                    instances.Add(new DemoInstance(bot, number, Address(), key, time.GetUtcNow()));
            }

            using var timer = new PeriodicTimer(Interval, time);
            while (await timer.WaitForNextTickAsync(ending.Token))
            {
                var now = time.GetUtcNow();
                foreach (var instance in instances)
                    instance.Tick(now, Interval);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The server ends.
        }

        await Task.WhenAll(instances.Select(instance => instance.DisposeAsync().AsTask()));
    }

    // A key's text is known only when it is made: each start makes a new one, and ends the one of the start before.
    private async Task<string> KeyAsync(string name, CancellationToken cancellationToken)
    {
        if (Find(name) is not { } known)
            return (await bots.CreateAsync(name, By, cancellationToken)).Key.Text;

        foreach (var key in known.Keys.Where(key => key.IsActive))
            await bots.RevokeKeyAsync(known.Id, key.Id, By, cancellationToken);
        return (await bots.IssueKeyAsync(known.Id, By, cancellationToken)).Text;
    }

    private async Task<IReadOnlyList<(DemoBot, Bot)>> RegisteredAsync(CancellationToken cancellationToken)
    {
        var registered = new List<(DemoBot, Bot)>();
        foreach (var bot in DemoFleet.Bots)
            registered.Add((bot, Find(bot.Name) ?? (await bots.CreateAsync(bot.Name, By, cancellationToken)).Bot));
        return registered;
    }

    private Bot? Find(string name) => bots.All.FirstOrDefault(bot => string.Equals(bot.Name, name, StringComparison.OrdinalIgnoreCase));

    private Uri Address()
    {
        var address = server.Features.Get<IServerAddressesFeature>()!.Addresses.First(bound => bound.StartsWith("http", StringComparison.Ordinal) && !bound.Contains("unix:", StringComparison.Ordinal));
        // A server that listens on every address is reached on this machine's own.
        return new Uri(address.Replace("://*", "://localhost").Replace("://+", "://localhost").Replace("://0.0.0.0", "://127.0.0.1").Replace("://[::]", "://[::1]"));
    }

    private async Task<bool> StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listening = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await using var ended = stoppingToken.Register(() => started.TrySetCanceled(stoppingToken));
        try
        {
            await started.Task;
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
