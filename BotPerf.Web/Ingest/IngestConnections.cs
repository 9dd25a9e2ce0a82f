using System.Collections.Concurrent;
using BotPerf.Web.Bots;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Ingest;

/// <summary>The open hub connections of each key: counted against the limit, and ended when the key is revoked.</summary>
internal sealed class IngestConnections : IDisposable
{
    private readonly ConcurrentDictionary<int, ConcurrentDictionary<string, HubCallerContext>> _keys = [];
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
        if (_bots.All.Any(bot => bot.Keys.Any(key => key.Id == keyId && !key.IsActive)))
            connection.Abort();
    }

    public void Remove(int keyId, HubCallerContext connection)
    {
        if (_keys.TryGetValue(keyId, out var open))
            open.TryRemove(connection.ConnectionId, out _);
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
