using System.Collections.Frozen;

namespace BotPerf.Web.Bots;

/// <summary>What the dashboard sets for a bot. Null, or a collector left out, means that the bot's own setting holds.</summary>
/// <param name="Enabled">False: the kill switch; the bot records nothing.</param>
/// <param name="FlushIntervalMs">Between frames, 500 to 60,000 ms.</param>
/// <param name="DetailSamplingRate">The part of executions sent in detail, 0 to 1.</param>
/// <param name="Collectors">On or off by name.</param>
public sealed record BotSettings(
    bool? Enabled, int? FlushIntervalMs, double? DetailSamplingRate, IReadOnlyDictionary<string, bool> Collectors)
{
    public static readonly BotSettings None = new(null, null, null, FrozenDictionary<string, bool>.Empty);

    /// <summary>Who last switched the recording, and when; null when nobody ever did.</summary>
    public Switching? Switched { get; init; }

    /// <summary>When the recording was last switched off, whether it is on again or not.</summary>
    public DateTimeOffset? OffSince { get; init; }

    /// <summary>How often it was told to send; zero when nobody told it.</summary>
    public TimeSpan FlushInterval => TimeSpan.FromMilliseconds(FlushIntervalMs ?? 0);

    public bool IsOff => Enabled == false;

    /// <summary>Whether a zero of that second, Unix time, means that nothing was recorded.</summary>
    public bool WasOffAt(long second) =>
        OffSince is { } since && second >= since.ToUnixTimeSeconds()
        && (IsOff || Switched is not { } on || second <= on.At.ToUnixTimeSeconds());
}

/// <param name="By">The e-mail address of the person.</param>
public sealed record Switching(string By, DateTimeOffset At);
