namespace BotPerf.Client;

/// <summary>The state of a connection pool at one moment.</summary>
public sealed record ConnectionPoolMetrics
{
    /// <summary>Connections in use.</summary>
    public int ActiveConnections { get; init; }

    /// <summary>Connections that are open and free.</summary>
    public int IdleConnections { get; init; }

    /// <summary>Requests that wait for a connection.</summary>
    public int WaitingRequests { get; init; }

    /// <summary>How long requests waited since the last update, milliseconds each. Default: none.</summary>
    public IReadOnlyList<double>? QueryWaitTimesMs { get; init; }
}
