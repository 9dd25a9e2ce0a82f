using System.Collections.Concurrent;
using BotPerf.Shared.Protocol;

namespace BotPerf.Client.Recording;

/// <summary>Why an execution failed. One instance for equal type and message, with the stack of the first.</summary>
internal sealed class CommandError(string type, string message, string stack)
{
    /// <summary>The bot said that it failed, not why.</summary>
    public static CommandError Unspecified { get; } = new("", "", "");

    /// <summary>Stands for all errors beyond the limit.</summary>
    public static CommandError Other { get; } = new(WireLimits.OtherLabel, "", "");

    public string Type => type;
    public string Message => message;
    public string Stack => stack;
}

/// <summary>
/// The errors of the last while, so that the ten-thousandth equal exception costs neither memory nor a second stack trace.
/// Bounded: what comes beyond is <see cref="CommandError.Other"/> until the flusher empties it.
/// </summary>
internal sealed class ErrorSamples
{
    private readonly ConcurrentDictionary<(string Type, string Message), CommandError> _samples = new();
    private int _count;

    public CommandError Capture(Exception? exception)
    {
        if (exception is null)
            return CommandError.Unspecified;

        try
        {
            var key = (Type: Texts.Clean(exception.GetType().FullName, WireLimits.MaxNameLength),
                Message: Texts.Clean(exception.Message, WireLimits.MaxErrorMessageLength));
            if (_samples.TryGetValue(key, out var known))
                return known;
            if (Interlocked.Increment(ref _count) >= WireLimits.MaxErrorGroupsPerFrame)
                return CommandError.Other;

            var stack = Texts.Clean(exception.StackTrace, WireLimits.MaxErrorStackLength, keepLines: true);
            return _samples.GetOrAdd(key, new CommandError(key.Type, key.Message, stack));
        }
        catch (Exception)
        {
            // The bot's own exception types run here: their Message may throw.
            return CommandError.Unspecified;
        }
    }

    /// <summary>Makes room for new ones; called with each frame.</summary>
    public void Forget()
    {
        if (Volatile.Read(ref _count) == 0)
            return;
        _samples.Clear();
        Volatile.Write(ref _count, 0);
    }
}
