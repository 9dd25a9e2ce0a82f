using System.Globalization;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using BotPerf.Web.Api.Prometheus;
using BotPerf.Web.Bots;
using BotPerf.Web.Rollups;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Api.Data;

/// <summary>A bot's figures as a file, minute by minute.</summary>
internal static class ExportCalls
{
    private const int RowsAtOnce = 60;

    public static void MapExport(this RouteGroupBuilder bots) => bots.MapGet("/export", ExportAsync)
        .WithSummary("The bot's figures minute by minute as CSV or JSON, or as they are now for Prometheus");

    private static async Task ExportAsync(
        string id, HttpContext context, BotRegistry bots, ExportReads reads, PrometheusPage prometheus, TimeProvider time,
        CancellationToken cancellationToken, string? format = null, string? from = null, string? to = null,
        string? step = null, string? instance = null)
    {
        var bot = BotPath.Find(bots, id);
        var range = TimeRange.Of(from, to, time.GetUtcNow());
        var steps = StepRange.Of(range.From, range.To, QueryText.Step(step) ?? 1);
        switch (format ?? "json")
        {
            case "csv":
                NameFile(context.Response, bot, steps, "csv");
                await CsvAsync(context.Response, reads.Read(bot.Id, instance, steps, cancellationToken), cancellationToken);
                break;
            case "json":
                NameFile(context.Response, bot, steps, "json");
                await JsonAsync(context, bot, steps, reads.Read(bot.Id, instance, steps, cancellationToken), cancellationToken);
                break;
            case "prometheus":
                var pieces = await prometheus.OfAsync(bot.Id, cancellationToken);
                await PrometheusCalls.WriteAsync(context.Response, PrometheusText.ContentType, pieces, cancellationToken);
                break;
            default:
                throw Refused.Field("format", "has to be json, csv or prometheus");
        }
    }

    private static async Task CsvAsync(HttpResponse response, IEnumerable<ExportStep> steps, CancellationToken cancellationToken)
    {
        response.ContentType = "text/csv; charset=utf-8";
        await response.WriteAsync(ExportColumns.CsvHeader + "\r\n", cancellationToken);
        await foreach (var rows in PiecesAsync(steps, cancellationToken))
        {
            var text = new StringBuilder();
            foreach (var row in rows)
                text.Append(ExportColumns.CsvRow(row)).Append("\r\n");
            await response.WriteAsync(text.ToString(), cancellationToken);
        }
    }

    private static async Task JsonAsync(
        HttpContext context, Bot bot, StepRange range, IEnumerable<ExportStep> steps, CancellationToken cancellationToken)
    {
        var json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        context.Response.ContentType = MediaTypeNames.Application.Json;
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteNumber("bot", bot.Id.Value);
        writer.WriteString("name", bot.Name);
        writer.WriteNumber("stepSeconds", range.StepSeconds);
        writer.WriteStartArray("items");
        await foreach (var rows in PiecesAsync(steps, cancellationToken))
        {
            foreach (var row in rows)
                JsonSerializer.Serialize(writer, ExportColumns.Row(row), json);
            await writer.FlushAsync(cancellationToken);
            await context.Response.BodyWriter.FlushAsync(cancellationToken);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // Reading is work for a thread of its own; it waits while the caller reads slowly.
    private static async IAsyncEnumerable<List<ExportStep>> PiecesAsync(
        IEnumerable<ExportStep> steps, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var source = steps.GetEnumerator();
        while (await Task.Run(Next, cancellationToken) is { Count: > 0 } rows)
            yield return rows;

        List<ExportStep> Next()
        {
            var rows = new List<ExportStep>(RowsAtOnce);
            while (rows.Count < RowsAtOnce && source.MoveNext())
                rows.Add(source.Current);
            return rows;
        }
    }

    // The bot's number, not its name: names may hold anything.
    private static void NameFile(HttpResponse response, Bot bot, StepRange range, string ending) =>
        response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture,
            $"attachment; filename=\"bot-{bot.Id}-{DateTimeOffset.FromUnixTimeSeconds(range.FromMinute * 60):yyyyMMdd'T'HHmm'Z'}.{ending}\"");
}
