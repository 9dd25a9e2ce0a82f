using System.Globalization;
using BotPerf.Web.Baselines;
using BotPerf.Web.Bots;
using BotPerf.Web.Rollups;
using Microsoft.Extensions.Primitives;

namespace BotPerf.Web.Api.Data;

/// <summary>When a metric reaches a limit, in the stored unit.</summary>
/// <param name="Figure">What was looked at of each hour.</param>
/// <param name="Limit">What it should not reach.</param>
/// <param name="At">Up to the last whole hour before.</param>
/// <param name="Series">Each on its own.</param>
internal sealed record ForecastShape(
    string Metric, string Kind, string Unit, string Figure, double Limit, DateTimeOffset At, IReadOnlyList<ForecastSeriesShape> Series);

/// <summary>One series on its way. Times are null where there is none.</summary>
/// <param name="Labels">With the instance, where instances are kept apart.</param>
/// <param name="Verdict">reaches, no_trend, is_there or too_short.</param>
/// <param name="Newest">The figure of the last whole hour.</param>
/// <param name="PerDay">By how much it rises in a day.</param>
/// <param name="ReachedAt">When it reaches the limit.</param>
/// <param name="Soonest">Sooner with 10 % only.</param>
/// <param name="Latest">Later with 10 % only; null with the verdict reaches: it may also not come within the horizon.</param>
/// <param name="Horizon">So far can be looked ahead.</param>
/// <param name="Words">The same as a sentence's end: reaches its limit in 5 d (3 d to 9 d).</param>
internal sealed record ForecastSeriesShape(
    IReadOnlyDictionary<string, string> Labels, string Verdict, double Newest, double PerDay, DateTimeOffset? ReachedAt,
    DateTimeOffset? Soonest, DateTimeOffset? Latest, DateTimeOffset Horizon, string Words)
{
    public static ForecastSeriesShape Of(ForecastSeries series, DateTimeOffset at)
    {
        var forecast = series.Forecast;
        var verdict = forecast.Verdict switch
        {
            ForecastVerdict.Reaches => "reaches",
            ForecastVerdict.IsThere => "is_there",
            ForecastVerdict.TooShort => "too_short",
            _ => "no_trend",
        };
        return new ForecastSeriesShape(
            series.Labels, verdict, series.Newest, forecast.PerDay, at + forecast.Time, at + forecast.Soonest, at + forecast.Latest,
            at + forecast.Horizon, ForecastWords.Of(forecast));
    }
}

/// <summary>What is usual of a metric, and where it leads.</summary>
internal static class UsualCalls
{
    public static void MapUsualCalls(this RouteGroupBuilder bots)
    {
        bots.MapGet("/history/usual", UsualAsync).WithSummary("What was usual of one metric");
        bots.MapGet("/history/forecast", ForecastAsync).WithSummary("When one metric reaches a limit");
    }

    private static async Task<UsualHistory> UsualAsync(
        string id, BotRegistry bots, UsualQueries queries, HttpRequest request, TimeProvider time, CancellationToken cancellationToken,
        string? metric = null, string? figure = null, string? from = null, string? to = null, string? step = null, string? instance = null)
    {
        var bot = BotPath.Find(bots, id);
        var steps = QueryText.Steps(TimeRange.Of(from, to, time.GetUtcNow()), step);
        StringValues labels = request.Query["labels"];
        return await TellingAsync(() => queries.OfAsync(
            bot.Id, instance, Required(metric), figure, LabelFilter.Of([.. labels]), steps, cancellationToken));
    }

    private static async Task<ForecastShape> ForecastAsync(
        string id, BotRegistry bots, UsualQueries queries, HttpRequest request, CancellationToken cancellationToken,
        string? metric = null, string? figure = null, string? threshold = null, string? instance = null)
    {
        var bot = BotPath.Find(bots, id);
        StringValues labels = request.Query["labels"];
        var told = await TellingAsync(() => queries.ForecastAsync(
            bot.Id, instance, Required(metric), figure, LabelFilter.Of([.. labels]), Number("threshold", threshold), cancellationToken));
        return new ForecastShape(
            told.Metric, told.Kind, told.Unit, told.Figure, told.Limit, told.At, [.. told.Series.Select(series => ForecastSeriesShape.Of(series, told.At))]);
    }

    private static async Task<T> TellingAsync<T>(Func<Task<T?>> read) where T : class
    {
        try
        {
            return await read() ?? throw Refused.NotFound("metric of this bot");
        }
        catch (NoSuchFieldException wrong)
        {
            throw Refused.Field("figure", $"may be, for this metric, {string.Join(", ", wrong.Fields)}");
        }
    }

    private static string Required(string? metric) => string.IsNullOrEmpty(metric)
        ? throw Refused.Field("metric", "has to name a metric as it is stored, such as memory_rss_bytes")
        : metric;

    private static double Number(string field, string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw Refused.Field(field, "has to be a number in the metric's stored unit: bytes, seconds, percent");
}
