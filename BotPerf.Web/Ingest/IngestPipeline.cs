using System.Data.Common;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Ingest;

/// <summary>
/// The one way in, whatever the door: limits → shape → journal → acknowledgement. Who sends has been established before.
/// </summary>
internal sealed class IngestPipeline(
    TelemetryCatalog catalog, TelemetryWriter writer, LiveStore live, KeyLimits limits, StorageWatch storage,
    IOptions<IngestOptions> options, TimeProvider time)
{
    private static readonly TimeSpan BusyDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FullDelay = TimeSpan.FromSeconds(10);

    /// <summary>A frame as the SDK sends it.</summary>
    public async ValueTask<IngestOutcome> PushFrameAsync(Sender sender, byte[] payload)
    {
        if (Admit(sender, payload.Length) is { } refused)
            return refused;
        if (!TryParse(payload, out var frame))
            return new IngestOutcome.Refused(IngestOutcome.Refused.Malformed, "The frame is not a valid botperf.v1.Frame.");
        if (Locate(sender, frame) is not { } located)
            return InstanceTooLong();

        var now = time.GetUtcNow();
        if (FrameValidator.Check(frame, Micros(now - options.Value.OldestEvent), Micros(now + options.Value.FurthestFuture)) is { } fault)
            return new IngestOutcome.Refused(fault.Code, fault.Message);

        return await StoreAsync(located, frame.Seq, [new FramePart(frame, payload)], Accepted(frame), [], now);
    }

    /// <summary>A batch of events in JSON, already parsed; its good events are kept whatever the others are.</summary>
    /// <param name="bytes">The batch's length, for the limits.</param>
    public async ValueTask<IngestOutcome> PushEventsAsync(Sender sender, EventBatch batch, int bytes)
    {
        if (Admit(sender, bytes) is { } refused)
            return refused;

        var now = time.GetUtcNow();
        sender = sender with { Instance = batch.Instance ?? sender.Instance, Session = batch.Session ?? sender.Session };
        var translation = EventTranslator.Translate(
            batch, Micros(now), Micros(now - options.Value.OldestEvent), Micros(now + options.Value.FurthestFuture),
            metric => catalog.KindOf(sender.Bot, metric));
        var parts = new List<FramePart>(translation.Frames.Count);
        foreach (var frame in translation.Frames)
            parts.Add(new FramePart(frame, frame.ToByteArray()));

        if (parts.Count == 0)
            return new IngestOutcome.Answered(new PushAck(batch.Seq, 0, translation.Rejected, Duplicate: false));
        return await StoreAsync(sender, batch.Seq, parts, translation.Accepted, translation.Rejected, now);
    }

    /// <summary>Null when the key and the disk let so many bytes in.</summary>
    public IngestOutcome? Admit(Sender sender, int bytes)
    {
        if (bytes > options.Value.MaxFrameBytes)
        {
            return new IngestOutcome.Refused(IngestOutcome.Refused.TooLarge,
                $"The frame has {bytes} bytes; at most {options.Value.MaxFrameBytes}. Split it.");
        }

        if (storage.Trouble is { Kind: StorageTroubleKind.Disk })
            return new IngestOutcome.Later(FullDelay, "The server's disk is full but for its reserve; send the same again later.");

        if (writer.Waiting > options.Value.MaxWaitingFrames || writer.WaitingBytes > options.Value.MaxWaitingBytes)
            return new IngestOutcome.Later(BusyDelay, "The server is busy writing; send the same again.");

        var wait = limits.Charge(sender.KeyId, bytes);
        return wait > TimeSpan.Zero
            ? new IngestOutcome.Later(wait, "The ingest key is over its rate; send the same again later.")
            : null;
    }

    /// <summary>Null once the work is durable.</summary>
    public async ValueTask<IngestOutcome?> WriteAsync(WriteWork work)
    {
        try
        {
            await writer.WriteAsync(work);
            return null;
        }
        catch (Exception error) when (error is DbException or InvalidOperationException)
        {
            return new IngestOutcome.Unavailable("The storage does not take writes now; nothing of this was stored. Send the same again.");
        }
    }

    private async ValueTask<IngestOutcome> StoreAsync(
        Sender sender, ulong seq, IReadOnlyList<FramePart> parts, int accepted, IReadOnlyList<Rejection> rejected,
        DateTimeOffset now)
    {
        var append = new FrameAppend(catalog, live, sender, seq, parts, Micros(now));
        if (await WriteAsync(append) is { } unavailable)
            return unavailable;
        if (append.Refusal is { } fault)
            return new IngestOutcome.Refused(fault.Code, fault.Message);
        return new IngestOutcome.Answered(
            append.Duplicate ? new PushAck(seq, 0, [], Duplicate: true) : new PushAck(seq, accepted, rejected, Duplicate: false));
    }

    // Over HTTP a frame names its instance and session itself; over the hub Hello has done so.
    private static Sender? Locate(Sender sender, Frame frame)
    {
        if (frame.Instance.Length > WireLimits.MaxInstanceLength || frame.Session.Length > WireLimits.MaxInstanceLength)
            return null;

        return sender with
        {
            Instance = frame.Instance.Length > 0 ? frame.Instance : sender.Instance,
            Session = frame.Session.Length > 0 ? frame.Session : sender.Session,
        };
    }

    private static IngestOutcome.Refused InstanceTooLong() =>
        new(RejectionCode.NameTooLong, $"instance and session have at most {WireLimits.MaxInstanceLength} characters.");

    private static bool TryParse(byte[] payload, out Frame frame)
    {
        try
        {
            frame = Frame.Parser.ParseFrom(payload);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            frame = new Frame();
            return false;
        }
    }

    private static int Accepted(Frame frame) =>
        (frame.Counters?.Series.Count ?? 0) + (frame.Gauges?.Series.Count ?? 0) + (frame.Histograms?.Series.Count ?? 0)
        + (frame.Executions?.Series.Count ?? 0) + frame.Errors.Count + frame.Lifecycle.Count + frame.Losses.Count;

    private static long Micros(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
