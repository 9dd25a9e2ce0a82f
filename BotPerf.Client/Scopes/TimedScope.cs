using BotPerf.Client.Scopes;

namespace BotPerf.Client;

/// <summary>
/// A message, query or anything else that is timed until this is disposed; costs no allocation. Calls after the end do
/// nothing.
/// </summary>
public readonly struct TimedScope : IDisposable, IEquatable<TimedScope>
{
    private readonly OpenScope? _scope;
    private readonly int _version;

    internal TimedScope(OpenScope scope)
    {
        _scope = scope;
        _version = scope.Version;
    }

    /// <summary>It failed: counted in the metric's errors, where it has them.</summary>
    public void Fail() => _scope?.Fail(_version, null);

    /// <summary>It has ended: its duration is recorded.</summary>
    public void Dispose() => _scope?.End(_version);

    /// <summary>True for copies of one scope.</summary>
    /// <param name="other">Another.</param>
    public bool Equals(TimedScope other) => _scope == other._scope && _version == other._version;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is TimedScope other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(_scope, _version);

    /// <summary>True for copies of one scope.</summary>
    public static bool operator ==(TimedScope left, TimedScope right) => left.Equals(right);

    /// <summary>False for copies of one scope.</summary>
    public static bool operator !=(TimedScope left, TimedScope right) => !left.Equals(right);
}
