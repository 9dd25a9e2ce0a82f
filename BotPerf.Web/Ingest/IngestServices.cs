using BotPerf.Shared.Protocol;
using BotPerf.Web.Bots;
using BotPerf.Web.Ingest.Otlp;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace BotPerf.Web.Ingest;

internal static class IngestServices
{
    // A hub message beyond this is passed over unread; frames beyond MaxFrameBytes are read and refused.
    private const int MaxHubMessageBytes = 1024 * 1024;

    // Frames of one connection that may wait for the same commit: what makes a replay after an outage quick.
    private const int FramesInFlight = 16;

    public static IServiceCollection AddBotPerfIngest(this IServiceCollection services)
    {
        services.AddOptions<IngestOptions>().BindConfiguration(IngestOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<KeyLimits>();
        services.AddSingleton<IngestConnections>();
        services.AddSingleton<Greeter>();
        services.AddSingleton<BotLine>();
        services.AddSingleton<Healing>();
        services.AddSingleton<IngestPipeline>();
        services.AddSingleton<IngestEndpoint>();
        services.AddSingleton<OtlpIngest>();
        services.AddSingleton<OtlpEndpoint>();
        services.AddHostedService<SealWorker>();
        services.AddHostedService<BotEraser>();
        services.AddSignalR().AddHubOptions<MetricsHub>(hub =>
        {
            hub.MaximumReceiveMessageSize = MaxHubMessageBytes;
            hub.MaximumParallelInvocationsPerClient = FramesInFlight;
            hub.DisableImplicitFromServicesParameters = true;
        });
        // The last protocol of a name is the one that is used.
        services.AddSingleton<IHubProtocol>(new OversizeTolerantProtocol(MaxHubMessageBytes));
        return services;
    }

    /// <summary>What the journal holds must be in memory before anybody is served: register before the writer.</summary>
    public static IServiceCollection AddJournalReplay(this IServiceCollection services) =>
        services.AddHostedService<JournalReplay>();

    public static WebApplication MapBotPerfIngest(this WebApplication app)
    {
        app.MapHub<MetricsHub>(HubContract.Path);
        app.MapPost(HubContract.HttpPath, (HttpContext context, IngestEndpoint endpoint, CancellationToken cancellationToken) =>
                endpoint.PostAsync(context, cancellationToken))
            .RequireAuthorization(IngestIdentity.Policy)
            .DisableAntiforgery()
            .WithTags("Ingest")
            .WithSummary("Takes a batch of events (application/json) or a frame (application/x-protobuf)");
        app.MapPost(OtlpEndpoint.Path, (HttpContext context, OtlpEndpoint endpoint, CancellationToken cancellationToken) =>
                endpoint.PostAsync(context, cancellationToken))
            .RequireAuthorization(IngestIdentity.Policy)
            .DisableAntiforgery();
        return app;
    }
}
