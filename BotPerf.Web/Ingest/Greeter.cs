using BotPerf.Shared.Protocol;
using BotPerf.Web.Bots;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Ingest;

/// <summary>Hello: who is there, and what it has to know.</summary>
internal sealed class Greeter(
    TelemetryCatalog catalog, BotRegistry bots, IOptions<IngestOptions> options, TimeProvider time)
{
    /// <exception cref="HubException">Names the field and the rule.</exception>
    public static Sender Read(HelloRequest? request, BotId bot, int keyId)
    {
        if (request is null)
            throw new HubException("field_missing: Hello takes an object with protocol, instance, session and info.");
        if (request.Protocol != HubContract.ProtocolVersion)
            throw new HubException($"field_invalid: protocol is {request.Protocol}; this server speaks {HubContract.ProtocolVersion}.");
        if (request.Instance?.Length > WireLimits.MaxInstanceLength || request.Session?.Length > WireLimits.MaxInstanceLength)
            throw new HubException($"name_too_long: instance and session have at most {WireLimits.MaxInstanceLength} characters.");

        return new Sender(
            bot, keyId,
            string.IsNullOrEmpty(request.Instance) ? WireLimits.DefaultInstance : request.Instance,
            string.IsNullOrEmpty(request.Session) ? null : request.Session,
            request.Info is null ? null : InstanceInfoMapping.ToProto(request.Info));
    }

    public HelloReply Reply(Sender sender, BotSettings settings)
    {
        var session = sender.Session is null ? null : catalog.FindSession(sender.Bot, sender.Instance, sender.Session);
        return new HelloReply(
            bots.Find(sender.Bot)?.Name ?? "",
            time.GetUtcNow(),
            session?.Taken.Highest ?? 0,
            (uint)(session?.DurableSeries ?? 0),
            options.Value.FlushIntervalMs,
            new ServerLimits(
                options.Value.MaxFrameBytes, WireLimits.MaxSeriesPerInstance, WireLimits.MaxLabelLength,
                WireLimits.MaxExecutionsPerSecond),
            settings == BotSettings.None ? null : BotLine.ToRemote(settings));
    }
}
