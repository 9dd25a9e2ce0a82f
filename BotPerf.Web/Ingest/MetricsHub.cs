using System.Text.Json;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Bots;
using BotPerf.Web.Storage.Telemetry;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Ingest;

/// <summary>Where bots push: <c>/hubs/ingest</c>. Thin: who is it, then <see cref="IngestPipeline"/>.</summary>
[Authorize(IngestIdentity.Policy)]
internal sealed class MetricsHub(
    IngestPipeline pipeline, IngestConnections connections, TelemetryCatalog catalog, BotRegistry bots,
    IOptions<IngestOptions> options, TimeProvider time) : Hub
{
    private static readonly object SenderKey = new();

    public override Task OnConnectedAsync()
    {
        connections.Add(IngestIdentity.Key(User), Context);
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Remove(IngestIdentity.Key(User), Context);
        return Task.CompletedTask;
    }

    /// <summary>Must come first on a connection.</summary>
    public HelloReply Hello(HelloRequest? request)
    {
        if (request is null)
            throw new HubException("field_missing: Hello takes an object with protocol, instance, session and info.");
        if (request.Protocol != HubContract.ProtocolVersion)
            throw new HubException($"field_invalid: protocol is {request.Protocol}; this server speaks {HubContract.ProtocolVersion}.");
        if (request.Instance?.Length > WireLimits.MaxInstanceLength || request.Session?.Length > WireLimits.MaxInstanceLength)
            throw new HubException($"name_too_long: instance and session have at most {WireLimits.MaxInstanceLength} characters.");

        var bot = IngestIdentity.Bot(User);
        var sender = new Sender(
            bot, IngestIdentity.Key(User),
            string.IsNullOrEmpty(request.Instance) ? WireLimits.DefaultInstance : request.Instance,
            string.IsNullOrEmpty(request.Session) ? null : request.Session,
            request.Info is null ? null : InstanceInfoMapping.ToProto(request.Info));
        Context.Items[SenderKey] = sender;

        var session = sender.Session is null ? null : catalog.FindSession(bot, sender.Instance, sender.Session);
        return new HelloReply(
            bots.Find(bot)?.Name ?? "",
            time.GetUtcNow(),
            session?.Taken.Highest ?? 0,
            (uint)(session?.DurableSeries ?? 0),
            options.Value.FlushIntervalMs,
            new ServerLimits(
                options.Value.MaxFrameBytes, WireLimits.MaxSeriesPerInstance, WireLimits.MaxLabelLength,
                WireLimits.MaxExecutionsPerSecond));
    }

    /// <summary>One protobuf frame; base64 in JSON.</summary>
    public async Task<PushAck> Push(byte[]? frame)
    {
        if (frame is null || frame.Length == 0)
            throw new HubException("field_missing: Push takes one frame (botperf.v1.Frame in base64).");

        return Answer(await pipeline.PushFrameAsync(Sender(), frame));
    }

    /// <summary>A batch of events in JSON, for languages without the SDK.</summary>
    public async Task<PushAck> PushEvents(JsonElement batch)
    {
        var sender = Sender();
        if (EventBatch.Read(batch, out var fault) is not { } read)
            throw new HubException($"{fault.Code}: {fault.Message}");

        return Answer(await pipeline.PushEventsAsync(sender, read, batch.GetRawText().Length));
    }

    private System.Security.Claims.ClaimsPrincipal User =>
        Context.User ?? throw new InvalidOperationException("The policy lets nobody in without a key.");

    private Sender Sender()
    {
        if (!Context.Items.TryGetValue(SenderKey, out var known) || known is not Sender sender)
            throw new HubException("hello_missing: Hello must come first on a connection.");

        // A connection may last for weeks; its key is in use all the time.
        bots.MarkUsed(sender.KeyId);
        return sender;
    }

    private static PushAck Answer(IngestOutcome outcome) => outcome switch
    {
        IngestOutcome.Answered answered => answered.Ack,
        IngestOutcome.Later later => Retry(later.RetryAfter),
        IngestOutcome.Unavailable => Retry(IngestOutcome.Unavailable.RetryAfter),
        IngestOutcome.Refused refused => throw new HubException($"{refused.Code}: {refused.Message}"),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    private static PushAck Retry(TimeSpan after) =>
        new(0, 0, [], Duplicate: false, RetryAfterMs: (int)after.TotalMilliseconds);
}
