using System.Text.Json;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Bots;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace BotPerf.Web.Ingest;

/// <summary>Where bots push and are spoken to: <c>/hubs/ingest</c>. Thin: who is it, then <see cref="IngestPipeline"/>.</summary>
[Authorize(IngestIdentity.Policy)]
internal sealed class MetricsHub(
    IngestPipeline pipeline, IngestConnections connections, Greeter greeter, BotRegistry bots, BotLine line, Healing healing)
    : Hub
{
    private static readonly object InstanceKey = new();

    public override Task OnConnectedAsync()
    {
        connections.Add(IngestIdentity.Key(User), Context);
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Remove(IngestIdentity.Key(User), IngestIdentity.Bot(User), Context);
        return Task.CompletedTask;
    }

    /// <summary>Must come first on a connection.</summary>
    public HelloReply Hello(HelloRequest? request)
    {
        var sender = Greeter.Read(request, IngestIdentity.Bot(User), IngestIdentity.Key(User));
        var settings = bots.Find(sender.Bot)?.Settings ?? BotSettings.None;
        var instance = new ConnectedInstance(
            Context.ConnectionId, sender, ConnectedInstance.CleanHealers(request!.Healers), settings);
        Context.Items[InstanceKey] = instance;
        connections.Greet(instance, Context);
        return greeter.Reply(sender, settings);
    }

    /// <summary>One protobuf frame; base64 in JSON.</summary>
    public async Task<PushAck> Push(byte[]? frame)
    {
        if (frame is null || frame.Length == 0)
            throw new HubException("field_missing: Push takes one frame (botperf.v1.Frame in base64).");

        return Answer(await pipeline.PushFrameAsync(await SenderAsync(), frame));
    }

    /// <summary>A batch of events in JSON, for languages without the SDK.</summary>
    public async Task<PushAck> PushEvents(JsonElement batch)
    {
        var sender = await SenderAsync();
        if (EventBatch.Read(batch, out var fault) is not { } read)
            throw new HubException($"{fault.Code}: {fault.Message}");

        return Answer(await pipeline.PushEventsAsync(sender, read, batch.GetRawText().Length));
    }

    /// <summary>The bot's answer to a request to heal.</summary>
    public async Task HealResult(string? id, bool ok, string? detail)
    {
        var sender = await SenderAsync();
        if (healing.Answer(Context.ConnectionId, id, ok, detail) is not { } healer)
            throw new HubException("field_invalid: id names no request to heal that waits for an answer of this connection.");

        // The SDK marks a healing in its own frames.
        if (sender.Info is not { Sdk.Length: > 0 } && EventBatch.Read(HealText.Mark(healer, ok, detail), out _) is { } mark)
            await pipeline.PushEventsAsync(sender with { Session = null }, mark, bytes: 0);
    }

    private System.Security.Claims.ClaimsPrincipal User =>
        Context.User ?? throw new InvalidOperationException("The policy lets nobody in without a key.");

    private async ValueTask<Sender> SenderAsync()
    {
        if (!Context.Items.TryGetValue(InstanceKey, out var known) || known is not ConnectedInstance instance)
            throw new HubException("hello_missing: Hello must come first on a connection.");

        // A connection may last for weeks; its key is in use all the time.
        var sender = instance.Sender;
        bots.MarkUsed(sender.KeyId);
        if (instance.Missed(bots.Find(sender.Bot)?.Settings ?? BotSettings.None))
            await line.ConfigureAsync(instance);
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
