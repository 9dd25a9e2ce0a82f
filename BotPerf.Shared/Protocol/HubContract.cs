using System.Text.Json.Serialization;

namespace BotPerf.Shared.Protocol;

/// <summary>The ingest hub's path and the names of its methods; outside programs rely on them.</summary>
internal static class HubContract
{
    public const string Path = "/hubs/ingest";
    public const string HttpPath = "/api/v1/ingest";
    public const int ProtocolVersion = 1;

    public const string Hello = "Hello";
    public const string Push = "Push";
    public const string PushEvents = "PushEvents";
    public const string HealResult = "HealResult";

    // What the server calls on the bot.
    public const string AlertRaised = "AlertRaised";
    public const string AlertUpdated = "AlertUpdated";
    public const string SuggestionsFound = "SuggestionsFound";
    public const string HealthScored = "HealthScored";
    public const string Heal = "Heal";
    public const string Configure = "Configure";

    /// <summary>How the server says that a frame uses series which the session has not defined.</summary>
    public const string SeriesUndefined = "series are defined";

    public const string ProtobufContentType = "application/x-protobuf";
}

/// <summary>The first message on a connection: who is there.</summary>
internal sealed record HelloRequest
{
    public int Protocol { get; init; } = HubContract.ProtocolVersion;
    public string? Instance { get; init; }
    public string? Session { get; init; }
    public InstanceDetails? Info { get; init; }

    /// <summary>The names of the healers the bot can run when the server asks; null or empty: none.</summary>
    public IReadOnlyList<string>? Healers { get; init; }
}

/// <summary>What is known of the process behind an instance. Every field may be left out.</summary>
internal sealed record InstanceDetails
{
    public string? Version { get; init; }
    public string? Host { get; init; }
    public string? Library { get; init; }
    public string? Runtime { get; init; }
    public string? Sdk { get; init; }
    public int? ShardId { get; init; }
    public int? ShardCount { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
}

/// <param name="Bot">The bot's name, as the dashboard shows it.</param>
/// <param name="ServerTime">The server's clock; the client measures its offset with it.</param>
/// <param name="LastSeq">The highest durable seq of this session, 0 if none.</param>
/// <param name="SeriesKnown">How many of the session's series definitions are durable: number and later are still to be sent.</param>
/// <param name="FlushIntervalMs">How often the server would like a frame.</param>
/// <param name="Limits">What the server takes.</param>
/// <param name="Settings">What the dashboard has set for this bot; null: nothing, the bot's own settings hold.</param>
internal sealed record HelloReply(
    string Bot, DateTimeOffset ServerTime, ulong LastSeq, uint SeriesKnown, int FlushIntervalMs, ServerLimits Limits,
    RemoteSettings? Settings = null);

/// <param name="MaxFrameBytes">A frame or a batch of events, after decompression.</param>
/// <param name="MaxSeriesPerInstance">More are counted in the series <c>__other__</c>.</param>
/// <param name="MaxLabelLength">UTF-16 units of a label's value; longer values are cut.</param>
/// <param name="MaxExecutionsPerSecond">Single executions in detail; the counts stay exact beyond it.</param>
internal sealed record ServerLimits(
    int MaxFrameBytes, int MaxSeriesPerInstance, int MaxLabelLength, int MaxExecutionsPerSecond);

/// <param name="Seq">The frame's seq, 0 when it had none.</param>
/// <param name="Accepted">Events of the batch, or values of the frame, that were stored.</param>
/// <param name="Rejected">What was not stored, each with its reason.</param>
/// <param name="Duplicate">This (session, seq) was stored before; nothing has changed.</param>
/// <param name="RetryAfterMs">Not null: nothing was stored; send the same again after this time.</param>
internal sealed record PushAck(
    ulong Seq, int Accepted, IReadOnlyList<Rejection> Rejected, bool Duplicate,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? RetryAfterMs = null);

/// <param name="Index">The event's place in the batch, from 0. For a frame: the place in its column.</param>
/// <param name="Code">One of <see cref="RejectionCode"/>.</param>
/// <param name="Message">Names the field and the rule.</param>
internal sealed record Rejection(int Index, string Code, string Message);

/// <summary>Why one event of a batch was refused while the others were kept.</summary>
internal static class RejectionCode
{
    public const string TypeUnknown = "type_unknown";
    public const string FieldMissing = "field_missing";
    public const string FieldInvalid = "field_invalid";
    public const string DurationNegative = "duration_negative";
    public const string NotFinite = "not_finite";
    public const string NameInvalid = "name_invalid";
    public const string NameTooLong = "name_too_long";
    public const string LabelLimit = "label_limit";
    public const string SeriesLimit = "series_limit";
    public const string TimeOutOfRange = "time_out_of_range";
}
