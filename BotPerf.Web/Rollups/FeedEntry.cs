using BotPerf.Web.Storage;

namespace BotPerf.Web.Rollups;

public enum FeedKind
{
    Execution,

    /// <summary>Outside of any single execution that is known.</summary>
    Error,
    Lifecycle,
}

/// <summary>Something that just happened in a bot.</summary>
/// <param name="Number">Rises by one with each entry a feed has given; the later of two is the larger.</param>
/// <param name="Name">The command, or the lifecycle event.</param>
/// <param name="Ms">How long the execution took; null of anything else.</param>
/// <param name="Count">How often, of errors.</param>
/// <param name="Text">What went wrong, or the event's details; empty when there is nothing to say.</param>
public sealed record FeedEntry(
    long Number, DateTimeOffset At, FeedKind Kind, BotId Bot, string Instance, string Name, double? Ms, bool Failed, long Count,
    string Text);

/// <param name="Bot">Null: of all bots.</param>
/// <param name="Command">A part of its name; null: all.</param>
/// <param name="OnlyErrors">Executions that failed, and errors.</param>
/// <param name="SlowerThanMs">Executions only; null: all.</param>
public sealed record FeedFilter(BotId? Bot = null, string? Instance = null, string? Command = null, bool OnlyErrors = false, double? SlowerThanMs = null);

/// <param name="Entries">Newest first.</param>
/// <param name="LeftOut">Entries that would fit, and were more than are given at once.</param>
public sealed record FeedBatch(IReadOnlyList<FeedEntry> Entries, long LeftOut);
