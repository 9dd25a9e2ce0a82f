using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Ingest;

/// <summary>Who sends: the bot of the ingest key, and what the client calls itself.</summary>
/// <param name="Info">What Hello told of the process; a frame's own goes before it.</param>
/// <param name="Session">Null when the client names none; its frames are then taken as often as they come.</param>
internal sealed record Sender(BotId Bot, int KeyId, string Instance, string? Session, InstanceInfo? Info);

/// <summary>What became of a frame or batch: stored, or why not.</summary>
internal abstract record IngestOutcome
{
    private IngestOutcome()
    {
    }

    internal sealed record Answered(PushAck Ack) : IngestOutcome;

    /// <summary>An OTLP export: its right points are stored.</summary>
    /// <param name="Rejected">How many points are not.</param>
    /// <param name="Message">Why, and what else the sender should know; empty when there is nothing.</param>
    internal sealed record Exported(long Rejected, string Message) : IngestOutcome;

    /// <summary>The frame as a whole is wrong; the same frame will never be taken.</summary>
    internal sealed record Refused(string Code, string Message) : IngestOutcome
    {
        public const string TooLarge = "too_large";
        public const string Malformed = "malformed";
    }

    /// <summary>Beyond a limit: the same again after a while.</summary>
    internal sealed record Later(TimeSpan RetryAfter, string Message) : IngestOutcome;

    /// <summary>The storage does not take writes now.</summary>
    internal sealed record Unavailable(string Message) : IngestOutcome
    {
        public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    }
}
