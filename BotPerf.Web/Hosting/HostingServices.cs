using BotPerf.Web.Hosting.Commands;
using BotPerf.Web.Hosting.Demo;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging.Console;

namespace BotPerf.Web.Hosting;

internal static class HostingServices
{
    /// <summary>The frame of the server. Call it first: what it opens at start, the others rely on.</summary>
    public static WebApplicationBuilder AddBotPerfHosting(
        this WebApplicationBuilder builder, ServerSettings settings, DataFolder folder)
    {
        builder.Logging.ClearProviders().AddPlainConsole()
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Quartz", LogLevel.Warning)
            // Says at each new key that the ring is not encrypted; it lies in a folder of mode 0700.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            // Takes what a caller did wrong for a fault of the server; real ones are in HubFaults.
            .AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.Critical)
            // Told to whoever started the server, in ServerProcess.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        // Static files are found beside the program, whether it was built or published.
        builder.WebHost.UseStaticWebAssets();
        if (settings.Urls is not null)
            builder.WebHost.UseUrls(settings.Urls);
        else if (builder.Configuration[WebHostDefaults.ServerUrlsKey] is null)
            builder.WebHost.UseUrls(ServerSettings.DefaultUrls);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(4));

        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(folder);
        services.AddSingleton(settings);
        services.AddSingleton<ServerStart>();
        services.AddHostedService(provider => provider.GetRequiredService<ServerStart>());
        services.AddSingleton<Readiness>();
        services.AddHostedService(provider => provider.GetRequiredService<StorageWatch>());
        services.AddSingleton(provider => new ReadinessCheck(
            "botperf.db", provider.GetRequiredService<AppDb>().TakesWritesAsync));
        services.AddSignalR(hubs => hubs.AddFilter<HubFaults>());
        services.AddCommands();
        services.AddHostedService<CommandSocketWorker>();
        services.AddHostedService<LinkMail>();
        services.AddSingleton<DemoFill>().AddSingleton<DemoHistory>();
        if (settings.Demo)
            services.AddHostedService<DemoWorker>();
        return builder;
    }

    public static void AddCommands(this IServiceCollection services)
    {
        services.AddSingleton<Doctor>();
        services.AddSingleton<BackupCommands>();
        services.AddSingleton<CommandRunner>();
    }

    public static ILoggingBuilder AddPlainConsole(this ILoggingBuilder logging) => logging
        .AddConsole(console => console.FormatterName = PlainConsole.FormatterName)
        .AddConsoleFormatter<PlainConsole, ConsoleFormatterOptions>();

    /// <summary>Pages for readers, problem documents for programs, when something goes wrong.</summary>
    public static void UseBotPerfHosting(this WebApplication app)
    {
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
    }

    public static void MapBotPerfHosting(this WebApplication app)
    {
        app.MapGet("/healthz", () => Results.Text("ok")).AllowAnonymous();
        app.MapGet("/readyz", (Readiness readiness, CancellationToken cancellationToken) =>
            readiness.AnswerAsync(cancellationToken)).AllowAnonymous();
    }
}
