using BotPerf.Web.Reports.Files;
using BotPerf.Web.Reports.Html;
using BotPerf.Web.Reports.Making;
using BotPerf.Web.Reports.Schedules;
using BotPerf.Web.Scheduling;

namespace BotPerf.Web.Reports;

internal static class ReportsServices
{
    public static IServiceCollection AddBotPerfReports(this IServiceCollection services)
    {
        services.AddOptions<ReportOptions>().BindConfiguration(ReportOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<ReportCheck>()
            .AddSingleton<ReportRights>()
            .AddSingleton<ReportDesk>()
            .AddSingleton<ReportQueue>()
            .AddSingleton<ReportMaker>()
            .AddSingleton<ReportHtml>()
            .AddSingleton<ReportShelf>()
            .AddSingleton<ReportFiles>()
            .AddSingleton<CsvSteps>()
            .AddSingleton<PdfPrinter>()
            .AddSingleton<ReportRetention>()
            .AddSingleton<ScheduleDesk>()
            .AddHostedService<ReportWorker>()
            .AddJob<ReportScheduleJob>()
            .AddJob<ReportCleanUpJob>();
    }
}
