using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Live;
using BotPerf.Web.Storage.App;
using BotPerf.Web.Targets;

namespace BotPerf.Web.Hosting;

/// <summary>Opens what everything else stands on, before anything else starts: the first hosted service.</summary>
internal sealed class ServerStart(
    AppDb database, BotRegistry bots, ForgottenInstances forgotten, ApiTokens tokens, Sessions sessions, TargetBook targets,
    AlertsMemory alerts, HealthMeter health, FirstAdministrator administrator, ServerSettings settings) : IHostedService
{
    /// <summary>How to sign in; known once the server has started.</summary>
    public Welcome? Welcome { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.OpenAsync(cancellationToken);
        await bots.LoadAsync(cancellationToken);
        await forgotten.LoadAsync(cancellationToken);
        await tokens.LoadAsync(cancellationToken);
        await sessions.LoadAsync(cancellationToken);
        await targets.LoadAsync(cancellationToken);
        await alerts.LoadAsync(cancellationToken);
        health.Begin();
        Welcome = await administrator.PrepareAsync(settings.Demo, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
