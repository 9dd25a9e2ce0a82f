using BotPerf.Web.Delivery;

namespace BotPerf.Web.Components.Channels;

/// <summary>How a channel or a letter is doing: word, shape and colour together.</summary>
public sealed record ChannelMark(string Word, string Icon, Level Level);

internal static class ChannelWords
{
    public static ChannelMark Of(ChannelState state) => state switch
    {
        { Channel.IsReadable: false } => new("Enter its settings again", "alert", Level.Critical),
        { Channel.IsEnabled: false } => new("Off", "power", Level.None),
        { Dead: > 0 } => new(state.Dead == 1 ? "1 dead letter" : $"{Format.Exact(state.Dead)} dead letters", "alert", Level.Critical),
        { Waiting: > 0, Last.Outcome: OutcomeWords.Failed or OutcomeWords.Unknown } => new("Failing", "alert", Level.Warning),
        { Held: > 0 } => new("Budget used up", "pause", Level.Warning),
        { LastDelivered: not null } => new("Works", "check", Level.Ok),
        { Last: not null } => new("Nothing arrived yet", "alert", Level.Warning),
        _ => new("Not used yet", "info", Level.None),
    };

    public static ChannelMark OfLetter(Letter letter) => letter.State switch
    {
        OutboxState.Delivered => new("Delivered", "check", Level.Ok),
        OutboxState.Dead => new("Dead", "alert", Level.Critical),
        OutboxState.Merged => new("Told with a later one", "check", Level.None),
        OutboxState.Dropped => new("Dropped", "close", Level.None),
        OutboxState.Sending => new("On its way", "play", Level.None),
        _ when letter.IsHeld => new("Held back", "pause", Level.Warning),
        _ when letter.Attempts.Count > 0 => new("Tried again", "rotate", Level.Warning),
        _ => new("Waiting", "jobs", Level.None),
    };

    public static ChannelMark OfOutcome(string outcome) => outcome switch
    {
        OutcomeWords.Delivered => new("delivered", "check", Level.Ok),
        OutcomeWords.Refused => new("refused", "alert", Level.Critical),
        OutcomeWords.Failed => new("failed", "alert", Level.Warning),
        OutcomeWords.Unknown => new("no answer", "alert", Level.Warning),
        OutcomeWords.Dropped => new("dropped", "close", Level.None),
        _ => new("going on", "play", Level.None),
    };

    /// <summary>The filter of the log: the word in the address, and the one on the button.</summary>
    public static readonly IReadOnlyList<(string? State, string Text)> Filters =
    [
        (null, "All"), (OutboxState.Dead, "Dead"), (OutboxState.Waiting, "Waiting"), (OutboxState.Delivered, "Delivered"),
        (OutboxState.Merged, "Merged"), (OutboxState.Dropped, "Dropped"),
    ];
}
