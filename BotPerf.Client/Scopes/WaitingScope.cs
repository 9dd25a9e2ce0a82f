using BotPerf.Client.Scopes;

namespace BotPerf.Client;

/// <summary>A command waits for a person until this is disposed. <see cref="CommandScope.WaitingForUser"/> makes it.</summary>
public readonly struct WaitingScope : IDisposable, IEquatable<WaitingScope>
{
    private readonly OpenScope? _scope;
    private readonly int _version;

    internal WaitingScope(OpenScope scope, int version)
    {
        _scope = scope;
        _version = version;
        scope.Wait(version);
    }

    /// <summary>The person has answered. To be called once.</summary>
    public void Dispose() => _scope?.EndWait(_version);

    /// <summary>True for waits of one command.</summary>
    /// <param name="other">Another.</param>
    public bool Equals(WaitingScope other) => _scope == other._scope && _version == other._version;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is WaitingScope other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(_scope, _version);

    /// <summary>True for waits of one command.</summary>
    public static bool operator ==(WaitingScope left, WaitingScope right) => left.Equals(right);

    /// <summary>False for waits of one command.</summary>
    public static bool operator !=(WaitingScope left, WaitingScope right) => !left.Equals(right);
}
