using System.Collections.Concurrent;
using BotPerf.Web.Bots;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Ingest;

/// <summary>
/// The open hub connections: of each key, counted against the limit and ended when the key is revoked; of each bot, with
/// who said Hello on them.
/// </summary>
internal sealed class IngestConnections : IDisposable
{
    private readonly ConcurrentDictionary<int, ConcurrentDictionary<string, HubCallerContext>> _keys = [];
    private readonly ConcurrentDictionary<BotId, ConcurrentDictionary<string, ConnectedInstance>> _greeted = [];
    private readonly BotRegistry _bots;
    private readonly IOptions<IngestOptions> _options;
    private readonly ILogger<IngestConnections> _logger;

    public IngestConnections(BotRegistry bots, IOptions<IngestOptions> options, ILogger<IngestConnections> logger)
    {
        _bots = bots;
        _options = options;
        _logger = logger;
        bots.KeyRevoked += Close;
    }

    /// <summary>Raised with the connection's id after it has ended.</summary>
    public event Action<string>? Left;

    public int Count => _keys.Values.Sum(key => key.Count);

    public void Add(int keyId, HubCallerContext connection)
    {
        var open = _keys.GetOrAdd(keyId, _ => []);
        open[connection.ConnectionId] = connection;
        if (open.Count > _options.Value.MaxConnectionsPerKey)
        {
            IngestLog.TooManyConnections(_logger, keyId, _options.Value.MaxConnectionsPerKey);
            connection.Abort();
        }

        // Revoked between its sign-in and here: the event has passed.
        if (!_bots.All.Any(bot => bot.Keys.Any(key => key.Id == keyId && key.IsActive)))
            connection.Abort();
    }

    /// <summary>Hello was said; a second Hello on a connection replaces the first.</summary>
    public void Greet(ConnectedInstance instance, HubCallerContext connection)
    {
        var bot = _greeted.GetOrAdd(instance.Sender.Bot, _ => []);
        bot[instance.ConnectionId] = instance;
        // Ended while it said Hello: its end has been dealt with.
        if (connection.ConnectionAborted.IsCancellationRequested)
            bot.TryRemove(instance.ConnectionId, out _);
    }

    /// <summary>The bot's connections on which Hello was said, by instance.</summary>
    public IReadOnlyList<ConnectedInstance> Of(BotId bot) => _greeted.TryGetValue(bot, out var open)
        ? [.. open.Values.OrderBy(one => one.Instance, StringComparer.Ordinal).ThenBy(one => one.ConnectionId, StringComparer.Ordinal)]
        : [];

    public bool IsOpen(ConnectedInstance instance) =>
        _greeted.TryGetValue(instance.Sender.Bot, out var open) && open.ContainsKey(instance.ConnectionId);

    public void Remove(int keyId, BotId bot, HubCallerContext connection)
    {
        if (_keys.TryGetValue(keyId, out var open))
            open.TryRemove(connection.ConnectionId, out _);
        if (_greeted.TryGetValue(bot, out var greeted))
            greeted.TryRemove(connection.ConnectionId, out _);
        Left?.Invoke(connection.ConnectionId);
    }

    /// <summary>Cuts the connection off; its bot may connect anew.</summary>
    public void End(ConnectedInstance instance)
    {
        if (_keys.TryGetValue(instance.Sender.KeyId, out var open) && open.TryGetValue(instance.ConnectionId, out var connection))
            connection.Abort();
    }

    public void Dispose() => _bots.KeyRevoked -= Close;

    private void Close(int keyId)
    {
        if (!_keys.TryGetValue(keyId, out var open))
            return;

        IngestLog.ConnectionsClosed(_logger, keyId, open.Count);
        foreach (var connection in open.Values)
            connection.Abort();
    }
}
