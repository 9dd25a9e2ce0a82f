using BotPerf.Shared.Protocol;
using BotPerf.Web.Bots;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.SignalR;

namespace BotPerf.Web.Ingest;

/// <summary>The way back: what the server tells the bots on their open connections.</summary>
internal sealed class BotLine : IDisposable
{
    private readonly IHubContext<MetricsHub> _hub;
    private readonly IngestConnections _connections;
    private readonly BotRegistry _bots;
    private readonly BotSettingsStore _settings;
    private readonly ILogger<BotLine> _logger;
    private readonly Lock _configuring = new();

    public BotLine(
        IHubContext<MetricsHub> hub, IngestConnections connections, BotRegistry bots, BotSettingsStore settings,
        ILogger<BotLine> logger)
    {
        (_hub, _connections, _bots, _settings, _logger) = (hub, connections, bots, settings, logger);
        settings.Changed += OnSettingsChanged;
    }

    /// <summary>Tells every open connection of the bot what is set for it now.</summary>
    public Task ConfigureAsync(BotId bot)
    {
        // Read and begun to be sent in one piece: of two changes the newer arrives last.
        lock (_configuring)
            return SendAsync(bot, HubContract.Configure, Remote(bot));
    }

    /// <summary>Tells one connection alone.</summary>
    public Task ConfigureAsync(BotId bot, string connectionId)
    {
        lock (_configuring)
            return _hub.Clients.Client(connectionId).SendAsync(HubContract.Configure, Remote(bot));
    }

    public Task AlertRaisedAsync(BotId bot, AlertMessage alert) => SendAsync(bot, HubContract.AlertRaised, alert);

    public Task AlertUpdatedAsync(BotId bot, AlertMessage alert) => SendAsync(bot, HubContract.AlertUpdated, alert);

    public void Dispose() => _settings.Changed -= OnSettingsChanged;

    public static RemoteSettings ToRemote(BotSettings settings) => new()
    {
        Enabled = settings.Enabled,
        FlushIntervalMs = settings.FlushIntervalMs,
        DetailSamplingRate = settings.DetailSamplingRate,
        Collectors = settings.Collectors.Count == 0 ? null : settings.Collectors,
    };

    private RemoteSettings Remote(BotId bot) => ToRemote(_bots.Find(bot)?.Settings ?? BotSettings.None);

    private Task SendAsync(BotId bot, string method, object message) =>
        _hub.Clients.Clients([.. _connections.Of(bot).Select(one => one.ConnectionId)]).SendAsync(method, message);

    private void OnSettingsChanged(BotId bot) => _ = PushAsync(bot);

    private async Task PushAsync(BotId bot)
    {
        try
        {
            await ConfigureAsync(bot);
        }
        catch (Exception failed)
        {
            // Each connection hears the settings again with its next Hello.
            IngestLog.ConfigureFailed(_logger, bot, failed);
        }
    }
}
