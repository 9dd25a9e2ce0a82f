using BotPerf.Client.Collecting;
using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;

namespace BotPerf.Client;

/// <summary>The gateway connections the bot has told of, and how long ago each gave a sign of life.</summary>
internal sealed class GatewayConnections
{
    private readonly Recorder _recorder;
    private readonly NameTable<GatewayConnection> _byName;
    private readonly Lock _gate = new();
    private readonly HashSet<int> _connectedShards = [];
    private GatewayConnection[] _all = [];

    /// <param name="configured">Shards of this process; null: not known.</param>
    public GatewayConnections(Recorder recorder, int? configured)
    {
        _recorder = recorder;
        Configured = configured;
        _byName = new((name, _, _) => Create(Texts.Name(name)));
    }

    public int? Configured { get; }

    public GatewayConnection? Find(string? connection) => _byName.Find(connection);

    /// <summary>A shard came or went.</summary>
    public void Connect(int shard, bool connected)
    {
        var series = _recorder.Series;
        lock (_gate)
        {
            if (connected)
                _connectedShards.Add(shard);
            else
                _connectedShards.Remove(shard);
            series.Gauge(MetricNames.ShardsConnected, "", holds: true).Series?.Set(_connectedShards.Count);
        }

        if (Configured is { } configured)
            series.Gauge(MetricNames.ShardsConfigured, "", holds: true).Series?.Set(configured);
    }

    /// <summary>Says how old each sign of life is. No figure for what never came.</summary>
    public IMeasuring Ages() => new AgesCollector(this);

    private (GatewayConnection?, bool Keep) Create(string name)
    {
        var connection = new GatewayConnection(_recorder, name);
        if (connection.IsOneOfMany)
            return (connection, false);

        // Two threads may make the same at once: one of them is kept by the table, the series are the same.
        lock (_gate)
            _all = [.. _all, connection];
        return (connection, true);
    }

    private sealed class AgesCollector(GatewayConnections connections) : IMeasuring
    {
        public void Measure()
        {
            foreach (var connection in Volatile.Read(ref connections._all))
                connection.MeasureAges();
        }

        public void Dispose()
        {
        }
    }
}
