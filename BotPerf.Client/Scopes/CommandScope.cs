using System.Globalization;
using BotPerf.Client.Recording;
using BotPerf.Client.Scopes;

namespace BotPerf.Client;

/// <summary>
/// A command that runs. Ends with <c>using</c>, also across <c>await</c> and on another thread; costs no allocation. Calls
/// after the end do nothing. <see cref="PerformanceMonitor.BeginCommand"/> makes it.
/// </summary>
public readonly struct CommandScope : IDisposable, IEquatable<CommandScope>
{
    private readonly OpenScope? _scope;
    private readonly int _version;
    private readonly bool _idsAllowed;

    internal CommandScope(OpenScope scope, bool idsAllowed)
    {
        _scope = scope;
        _version = scope.Version;
        _idsAllowed = idsAllowed;
    }

    /// <summary>
    /// The user has seen a sign of life: the interaction was acknowledged or the first answer sent. Only the first call
    /// counts. Discord gives up after 3 seconds.
    /// </summary>
    public void Acknowledged() => _scope?.Acknowledged(_version);

    /// <summary>The command failed.</summary>
    /// <param name="exception">Why; its type, message (500 characters) and stack (8,000) are sent. Null: not known.</param>
    public void Fail(Exception? exception = null) => _scope?.Fail(_version, exception);

    /// <summary>
    /// Where the command came from. Kept only where the options let ids leave the bot (<see cref="BotPerfOptions.SendGuildIds"/>
    /// and its neighbours).
    /// </summary>
    /// <param name="guild">Null: none, or not known. So for all three.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="user">The user.</param>
    public void From(string? guild, string? channel = null, string? user = null)
    {
        if (_idsAllowed)
            _scope?.From(_version, new Origin(Id(guild), Id(channel), Id(user)));
    }

    /// <summary>The same for numbers, such as Discord's ids; 0 for none.</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="user">The user.</param>
    public void From(ulong guild, ulong channel = 0, ulong user = 0)
    {
        if (_idsAllowed)
            _scope?.From(_version, new Origin(Id(guild), Id(channel), Id(user)));
    }

    /// <summary>
    /// From now until what it returns is disposed the command waits for a person: the time does not count. May be nested.
    /// </summary>
    public WaitingScope WaitingForUser() => _scope is null ? default : new WaitingScope(_scope, _version);

    /// <summary>The command has ended: its duration is recorded.</summary>
    public void Dispose() => _scope?.End(_version);

    /// <summary>True for copies of one scope.</summary>
    /// <param name="other">Another.</param>
    public bool Equals(CommandScope other) => _scope == other._scope && _version == other._version;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is CommandScope other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(_scope, _version);

    /// <summary>True for copies of one scope.</summary>
    public static bool operator ==(CommandScope left, CommandScope right) => left.Equals(right);

    /// <summary>False for copies of one scope.</summary>
    public static bool operator !=(CommandScope left, CommandScope right) => !left.Equals(right);

    private static string? Id(string? id) => Texts.Label(id) is { Length: > 0 } text ? text : null;

    private static string? Id(ulong id) => id == 0 ? null : id.ToString(CultureInfo.InvariantCulture);
}
