using BotPerf.Web.Access;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace BotPerf.Web.Api.Prometheus;

/// <summary>What Prometheus scrapes.</summary>
internal static class PrometheusCalls
{
    public const string Path = "/api/metrics/prometheus";

    public static void MapPrometheus(this WebApplication app)
    {
        var scrape = app.MapGet(Path, ScrapeAsync).DisableAntiforgery().WithTags("Data")
            .WithSummary("All bots' metrics in Prometheus' text format, or in OpenMetrics when asked for")
            .AddEndpointFilter(app.Services.GetRequiredService<CallLimit>());
        if (app.Services.GetRequiredService<IOptions<ApiOptions>>().Value.AnonymousPrometheus)
            scrape.AllowAnonymous();
        else
            scrape.RequireAuthorization(Policies.ApiRead);
    }

    public static async Task WriteAsync(
        HttpResponse response, string contentType, IReadOnlyList<ReadOnlyMemory<byte>> pieces, CancellationToken cancellationToken)
    {
        response.ContentType = contentType;
        foreach (var piece in pieces)
            await response.Body.WriteAsync(piece, cancellationToken);
    }

    /// <summary>Whether the caller would rather have OpenMetrics. Pure.</summary>
    public static bool PrefersOpenMetrics(IList<string> accept)
    {
        if (!MediaTypeHeaderValue.TryParseList(accept, out var types))
            return false;

        var open = types.Where(type => type.MediaType == "application/openmetrics-text").Max(type => (double?)(type.Quality ?? 1));
        var plain = types.Where(type => type.MediaType == "text/plain").Max(type => (double?)(type.Quality ?? 1));
        return open is > 0 && open >= (plain ?? 0);
    }

    private static async Task ScrapeAsync(HttpContext context, PrometheusPage page, CancellationToken cancellationToken)
    {
        var openMetrics = PrefersOpenMetrics(context.Request.Headers.Accept.ToArray()!);
        var pieces = await page.AllAsync(openMetrics, cancellationToken);
        context.Response.Headers.Vary = HeaderNames.Accept;
        await WriteAsync(context.Response,
            openMetrics ? PrometheusText.OpenMetricsContentType : PrometheusText.ContentType, pieces, cancellationToken);
    }
}
