using System.ComponentModel;
using System.Net.Mime;
using System.Security.Claims;
using BotPerf.Web.Api.Data;
using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Files;
using BotPerf.Web.Reports.Html;
using BotPerf.Web.Reports.Schedules;

namespace BotPerf.Web.Api;

/// <summary>Reports and their schedules. Whoever does not own one and is no administrator is told that there is none.</summary>
internal static class ReportCalls
{
    private const string Json = "application/json";
    private const string All = "true: also those of others, for whoever reaches them.";
    private const string TableWords = "Of csv: summary, commands, alerts, health, suggestions, comparison, or steps for every command in every hour or day; commands when left out.";

    public static void MapReports(this RouteGroupBuilder api)
    {
        var reports = api.MapGroup("/reports").WithTags("Reports");
        reports.MapGet("", ListAsync).WithSummary("One's own reports, newest first");
        reports.MapPost("", OrderAsync).Accepts<ReportWanted>(Json).Produces<ReportShape>(StatusCodes.Status202Accepted)
            .WithSummary("Wants a report; it is made when those before it are over");
        reports.MapGet("/{id}", GetAsync).WithSummary("One report, and how far it is");
        reports.MapDelete("/{id}", DeleteAsync).Produces(StatusCodes.Status204NoContent).WithSummary("Deletes a report and its files");
        reports.MapPost("/{id}/cancel", CancelAsync).Produces(StatusCodes.Status204NoContent).WithSummary("Ends the making of a report");
        reports.MapGet("/{id}/download", DownloadAsync).Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Octet)
            .WithSummary("A report as a file");
        reports.MapGet("/{id}/view", ViewAsync).Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Text.Html)
            .WithSummary("A report to look at and to print, as HTML that can do nothing");
        var schedules = reports.MapGroup("/schedules");
        schedules.MapGet("", SchedulesAsync).WithSummary("One's own schedules of reports, the next first");
        schedules.MapPost("", AddScheduleAsync).Accepts<ReportScheduleWanted>(Json).Produces<ReportScheduleShape>(StatusCodes.Status201Created)
            .WithSummary("Wants a report of every day, week or month");
        schedules.MapDelete("/{id}", DeleteScheduleAsync).Produces(StatusCodes.Status204NoContent)
            .WithSummary("Ends a schedule; what it has made stays");
    }

    private static async Task<Page<ReportShape>> ListAsync(
        ReportDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken, [Description(All)] string? all = null, string? limit = null,
        string? cursor = null)
    {
        var paging = Paging.Of(limit, cursor);
        var before = paging.AfterNumber is { } after ? (int)Math.Clamp(after, 0, int.MaxValue) : (int?)null;
        var found = await desk.ListAsync(
            ReportOwner.Of(user), QueryText.Flag("all", all) ?? false, before, paging.Limit + 1, cancellationToken);
        return paging.Cut([.. found.Select(ReportShape.Of)], report => ApiId.Text(report.Id));
    }

    private static async Task<IResult> OrderAsync(HttpRequest request, ReportDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var wanted = await ApiBody.ReadAsync<ReportWanted>(request, cancellationToken);
        return await AnswerAsync(async () =>
        {
            var report = await desk.OrderAsync(wanted.ToWish(), ReportOwner.Of(user), cancellationToken);
            return Results.Accepted($"{ApiServices.Prefix}/reports/{report.Id}", ReportShape.Of(report));
        });
    }

    private static async Task<ReportShape> GetAsync(string id, ReportDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        ReportShape.Of(await FindAsync(id, desk, user, cancellationToken));

    private static async Task<IResult> DeleteAsync(string id, ReportDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await desk.DeleteAsync(ApiId.Of(id, "report"), ReportOwner.Of(user), cancellationToken) ? Results.NoContent() : throw Refused.NotFound("report");

    private static async Task<IResult> CancelAsync(string id, ReportDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await desk.CancelAsync(ApiId.Of(id, "report"), ReportOwner.Of(user), cancellationToken)
            ? Results.NoContent()
            : throw Refused.NotFound("report that is not over");

    private static async Task<IResult> DownloadAsync(
        string id, HttpContext http, ReportDesk desk, ReportShelf shelf, ClaimsPrincipal user, CancellationToken cancellationToken,
        [Description("html, pdf, csv or json; html when left out.")] string? format = null, [Description(TableWords)] string? table = null)
    {
        var report = await FindAsync(id, desk, user, cancellationToken);
        var (file, type) = (format ?? "html") switch
        {
            "html" => (ReportFiles.Html, "text/html; charset=utf-8"),
            "json" => (ReportFiles.Json, MediaTypeNames.Application.Json),
            "pdf" => (ReportFiles.Pdf, MediaTypeNames.Application.Pdf),
            "csv" => (CsvTables.FileOf(TableOf(report, table)), "text/csv; charset=utf-8"),
            _ => throw Refused.Field("format", "has to be html, pdf, csv or json"),
        };
        if (format == "pdf" && report.NoPdf is { } why)
            throw Refused.Conflict(why);
        // By the number: a title may hold anything.
        var name = format == "csv" ? $"report-{report.Id}-{file}" : $"report-{report.Id}{Path.GetExtension(file)}";
        return Results.Stream(Open(report, file, http, shelf), type, name);
    }

    private static async Task<IResult> ViewAsync(
        string id, HttpContext http, ReportDesk desk, ReportShelf shelf, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var stream = Open(await FindAsync(id, desk, user, cancellationToken), ReportFiles.Html, http, shelf);
        // Of an origin of its own: whatever a name in it holds, it reaches nothing of the dashboard.
        http.Response.Headers.ContentSecurityPolicy = ReportSheet.ViewPolicy;
        return Results.Stream(stream, "text/html; charset=utf-8");
    }

    private static async Task<Page<ReportScheduleShape>> SchedulesAsync(
        ScheduleDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken, [Description(All)] string? all = null, string? limit = null,
        string? cursor = null)
    {
        var paging = Paging.Of(limit, cursor);
        var skip = QueryText.SkipOf(paging);
        var found = await desk.ListAsync(
            ReportOwner.Of(user), QueryText.Flag("all", all) ?? false, skip, paging.Limit + 1, cancellationToken);
        return paging.Cut([.. found.Select(ReportScheduleShape.Of)], _ => ApiId.Text(skip + paging.Limit));
    }

    private static async Task<IResult> AddScheduleAsync(HttpRequest request, ScheduleDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var wanted = await ApiBody.ReadAsync<ReportScheduleWanted>(request, cancellationToken);
        return await AnswerAsync(async () => Results.Created((string?)null, ReportScheduleShape.Of(
            await desk.AddAsync(wanted.ToWish(), wanted.Period, wanted.Hour, ReportOwner.Of(user), cancellationToken))));
    }

    private static async Task<IResult> DeleteScheduleAsync(string id, ScheduleDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await desk.DeleteAsync(ApiId.Of(id, "schedule"), ReportOwner.Of(user), cancellationToken) ? Results.NoContent() : throw Refused.NotFound("schedule");

    private static async Task<ReportEntry> FindAsync(string id, ReportDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await desk.FindAsync(ApiId.Of(id, "report"), ReportOwner.Of(user), cancellationToken) ?? throw Refused.NotFound("report");

    private static FileStream Open(ReportEntry report, string file, HttpContext http, ReportShelf shelf)
    {
        if (report.State != ReportState.Done)
            throw Refused.Conflict($"The report is {ReportEntry.WordOf(report.State)}; there is no file of it.");
        http.Response.Headers.CacheControl = "no-store";
        return shelf.Open(report.Id, file) ?? throw Refused.NotFound("file of this report");
    }

    private static string TableOf(ReportEntry report, string? table)
    {
        var tables = CsvTables.Of(report.Sections).ToList();
        return table is null ? (tables.Contains(ReportSections.Commands) ? ReportSections.Commands : tables[0])
            : tables.Contains(table) ? table
            : throw Refused.Field("table", $"has to be one of {string.Join(", ", tables)}");
    }

    private static async Task<IResult> AnswerAsync(Func<Task<IResult>> act)
    {
        try
        {
            return await act();
        }
        catch (ReportRefusedException refused)
        {
            throw refused.FieldName is { } field ? Refused.Wrong(field, refused.Message) : Refused.Conflict(refused.Message);
        }
    }
}
