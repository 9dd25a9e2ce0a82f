namespace BotPerf.Client;

/// <summary>What a circuit breaker does with calls.</summary>
public enum CircuitState
{
    /// <summary>Calls go through: all is well.</summary>
    Closed,

    /// <summary>Calls are refused: too many have failed.</summary>
    Open,

    /// <summary>A few calls are let through to see whether it is well again.</summary>
    HalfOpen,
}
