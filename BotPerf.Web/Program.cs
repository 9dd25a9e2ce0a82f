using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Api;
using BotPerf.Web.Baselines;
using BotPerf.Web.Bots;
using BotPerf.Web.Components;
using BotPerf.Web.Delivery;
using BotPerf.Web.Digests;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Hosting;
using BotPerf.Web.Hosting.Commands;
using BotPerf.Web.Ingest;
using BotPerf.Web.Insights;
using BotPerf.Web.Live;
using BotPerf.Web.Reports;
using BotPerf.Web.Rollups;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using BotPerf.Web.Storage.Telemetry;
using BotPerf.Web.Targets;

namespace BotPerf.Web;

internal static class Program
{
    public static Task<int> Main(string[] args) =>
        CommandLine.Parse(args, Environment.GetEnvironmentVariable("BOTPERF_DATA")) switch
        {
            Call.Serve serve => ServerProcess.RunAsync(serve.Settings, Build),
            Call.Run run => CommandProcess.RunAsync(run, args, CancellationToken.None),
            Call.Help => Say(Console.Out, CommandLine.Usage, 0),
            Call.Version => Say(Console.Out, typeof(Program).Assembly.GetName().Version!.ToString(3), 0),
            Call.Wrong wrong => Say(Console.Error, $"{wrong.Reason}\n\n{CommandLine.Usage}", 2),
            _ => throw new NotSupportedException(),
        };

    /// <summary>The server, room by room; starts nothing yet.</summary>
    internal static WebApplication Build(ServerSettings settings, DataFolder folder)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(Program).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        }).AddBotPerfHosting(settings, folder);
        builder.Services.AddAppDb();
        builder.Services.AddBotPerfBots().AddIngestKeys();
        builder.Services.AddBotPerfAccess(folder);
        builder.Services.AddTelemetry().AddJournalReplay().AddTelemetryWriter();
        builder.Services.AddBotPerfDelivery();
        builder.Services.AddBotPerfLive();
        builder.Services.AddBotPerfIngest();
        builder.Services.AddBotPerfRollups();
        builder.Services.AddBotPerfBaselines();
        builder.Services.AddBotPerfScheduling();
        builder.Services.AddBotPerfHealthScores();
        builder.Services.AddBotPerfTargets();
        builder.Services.AddBotPerfAlerts();
        builder.Services.AddBotPerfInsights();
        builder.Services.AddBotPerfReports();
        builder.Services.AddBotPerfDigests();
        builder.Services.AddBotPerfApi();
        builder.Services.AddBotPerfComponents();

        var app = builder.Build();
        app.UseBotPerfHosting();
        app.UseBotPerfAccess();
        app.UseBotPerfApi();
        app.MapBotPerfHosting();
        app.MapBotPerfAccess();
        app.MapBotPerfIngest();
        app.MapBotPerfDigests();
        app.MapBotPerfApi();
        app.MapBotPerfComponents();
        return app;
    }

    private static Task<int> Say(TextWriter to, string text, int exitCode)
    {
        to.WriteLine(text);
        return Task.FromResult(exitCode);
    }
}
