using BotPerf.Shared.Protocol;
using BotPerf.Web.Bots;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.SignalR;

namespace BotPerf.Web.Ingest;

/// <summary>The way back: what the server tells the bots on their open connections.</summary>
internal sealed class BotLine : IDisposable
{
    /// <summary>A bot that takes nothing for so long does not read; it is cut off, and hears with its next Hello.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IHubContext<MetricsHub> _hub;
    private readonly IngestConnections _connections;
    private readonly BotRegistry _bots;
    private readonly BotSettingsStore _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<BotLine> _logger;
    private readonly Lock _configuring = new();

    public BotLine(
        IHubContext<MetricsHub> hub, IngestConnections connections, BotRegistry bots, BotSettingsStore settings, TimeProvider time,
        ILogger<BotLine> logger)
    {
        (_hub, _connections, _bots, _settings, _time, _logger) = (hub, connections, bots, settings, time, logger);
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
    public Task ConfigureAsync(ConnectedInstance instance)
    {
        lock (_configuring)
            return TellAsync(instance, HubContract.Configure, Remote(instance.Sender.Bot));
    }

    public Task HealAsync(ConnectedInstance instance, HealRequest request) => TellAsync(instance, HubContract.Heal, request);

    public Task AlertRaisedAsync(BotId bot, AlertMessage alert) => SendAsync(bot, HubContract.AlertRaised, alert);

    public Task AlertUpdatedAsync(BotId bot, AlertMessage alert) => SendAsync(bot, HubContract.AlertUpdated, alert);

    public Task SuggestionsFoundAsync(BotId bot, IReadOnlyList<SuggestionMessage> suggestions) =>
        SendAsync(bot, HubContract.SuggestionsFound, suggestions);

    public Task HealthScoredAsync(BotId bot, HealthMessage health) => SendAsync(bot, HubContract.HealthScored, health);

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
        Task.WhenAll(_connections.Of(bot).Select(one => TellAsync(one, method, message)));

    private async Task TellAsync(ConnectedInstance instance, string method, object message)
    {
        try
        {
            await _hub.Clients.Client(instance.ConnectionId).SendAsync(method, message).WaitAsync(Patience, _time);
        }
        catch (TimeoutException)
        {
            IngestLog.ConnectionDoesNotRead(_logger, instance.Sender.Bot, Patience);
            _connections.End(instance);
        }
    }

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
