using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace BotPerf.Web.Storage.App;

internal static class AppDbServices
{
    /// <summary>Needs a <see cref="DataFolder"/> among the services; open it with <see cref="AppDb.OpenAsync"/>.</summary>
    public static IServiceCollection AddAppDb(this IServiceCollection services)
    {
        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<DiskSpace>();
        services.AddSingleton<StorageWatch>();
        services.AddSingleton<AppDbGate>();
        services.AddSingleton<AppDb>();
        services.AddSingleton<AppDbReader>();
        services.AddSingleton<AlertReader>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<JobLedger>();
        services.AddSingleton<AppDbSql>();
        services.AddSingleton<OutboxLedger>();
        services.AddSingleton<ReportReader>();
        services.AddSingleton<HealthLedger>();
        services.AddSingleton<DigestLedger>();
        services.AddDbContextFactory<AppDbContext>((provider, options) => options
            .UseSqlite(AppDb.ConnectionString(provider.GetRequiredService<DataFolder>()))
            .AddInterceptors(new AppDbPragmas())
            // Migrations are written by hand, without the snapshot this warning compares the model with.
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning)));
        return services;
    }
}
