namespace BotPerf.Web.Storage.Telemetry;

internal static class TelemetryServices
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services.AddSingleton<TelemetryDatabase>();
        services.AddSingleton<TelemetryCatalog>();
        services.AddSingleton<TelemetryReads>();
        services.AddSingleton<RollupReads>();
        services.AddSingleton<TelemetryWriter>();
        services.AddSingleton(provider => new ReadinessCheck(
            "telemetry.db", _ => Task.FromResult(provider.GetRequiredService<TelemetryWriter>().IsHealthy)));
        return services;
    }

    /// <summary>Starts the one writer; after whatever must have read the database first.</summary>
    public static IServiceCollection AddTelemetryWriter(this IServiceCollection services) =>
        services.AddHostedService(provider => provider.GetRequiredService<TelemetryWriter>());
}
