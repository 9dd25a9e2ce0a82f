using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>One execution in detail.</summary>
/// <param name="At">When it began.</param>
/// <param name="Module">Empty when the bot sends none.</param>
/// <param name="AckMs">Until the user saw that the bot had heard; null when it is not known.</param>
/// <param name="ErrorType">Why it failed; null when it did not, or when the bot did not say.</param>
/// <param name="ErrorMessage">For people, at most 500 characters; null like the type.</param>
/// <param name="Guild">Null unless the bot's team chose to send it.</param>
/// <param name="Channel">Null unless the bot's team chose to send it.</param>
/// <param name="User">Null unless the bot's team chose to send it.</param>
public sealed record Execution(
    DateTimeOffset At, string Name, string Module, string Kind, double DurationMs, double? AckMs, bool Success,
    string? ErrorType, string? ErrorMessage, string Instance, string? Guild, string? Channel, string? User);

/// <summary>Which executions; null for all.</summary>
internal sealed record ExecutionFilter(string? Instance = null, string? Command = null, bool? Success = null, double? MinMs = null);

/// <param name="Next">Where to go on; null when there is nothing more.</param>
internal sealed record ExecutionPage(IReadOnlyList<Execution> Executions, ExecutionPlace? Next);

/// <summary>
/// Single executions, newest first by the minute in which they ended; of one command, also the last of those that were let
/// go.
/// </summary>
internal sealed class ExecutionQueries(TelemetryCatalog catalog, DetailReads details, KeptExecutions kept, UsedHours used, LiveStore live)
{
    // A search that finds little ends here; the caller goes on with the next page.
    private const int MostSeen = 500_000;

    // Many minutes are read at once where little happens.
    private const int FewSeen = 5_000;
    private const int LongestStride = 60;

    /// <param name="bot">Which bot.</param>
    /// <param name="filter">Which of its executions.</param>
    /// <param name="fromMinute">Unix time in minutes.</param>
    /// <param name="toMinute">Exclusive.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    /// <param name="limit">How many at most; a page may hold fewer although there are more.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<ExecutionPage> NewestAsync(
        BotId bot, ExecutionFilter filter, long fromMinute, long toMinute, ExecutionPlace? after, int limit,
        CancellationToken cancellationToken) =>
        Task.Run(() => Newest(bot, filter, fromMinute, toMinute, after, limit, cancellationToken), cancellationToken);

    private ExecutionPage Newest(
        BotId bot, ExecutionFilter filter, long fromMinute, long toMinute, ExecutionPlace? after, int limit,
        CancellationToken cancellationToken)
    {
        var known = new Dictionary<int, Series>();
        var instances = live.InstancesOf(bot, filter.Instance);
        var found = new NewestExecutions(filter, after, limit + 1, SeriesById);
        var top = Math.Min(toMinute, after is { } last ? last.Minute + 1 : toMinute);
        var stride = 1L;
        var series = filter.Command is { } command ? kept.SeriesOf(bot, command) : null;
        var oldest = Math.Max(fromMinute, instances.Select(instance => details.First(instance) ?? toMinute).DefaultIfEmpty(toMinute).Min());
        var hours = series is not null && top - oldest > LongestStride ? used.Of(instances, series, oldest, top, cancellationToken) : null;
        while (top > oldest && found.Count <= limit && found.Seen < MostSeen)
        {
            if (hours is not null && hours.Before(top) is var skipped && skipped < top)
            {
                top = Math.Max(oldest, skipped);
                continue;
            }

            var seen = found.Seen;
            var low = Math.Max(oldest, top - stride);
            foreach (var instance in instances)
                found.Add(Read(instance, low, top));
            top = low;
            stride = found.Seen - seen < FewSeen ? Math.Min(LongestStride, stride * 4) : Math.Max(1, stride / 4);
        }

        if (top <= oldest && found.Count <= limit && series is not null)
        {
            kept.Show(found, instances, series, fromMinute, toMinute);
            top = fromMinute;
        }

        var sorted = found.Sorted();
        ExecutionPlace? next = sorted.Count > limit ? sorted[limit - 1].Place
            : top > oldest ? ExecutionPlace.EndOf(top)
            : null;
        return new ExecutionPage([.. sorted.Take(limit).Select(one => one.Execution)], next);

        NewestExecutions Read(LiveInstance instance, long low, long high)
        {
            var newest = new NewestExecutions(filter, after, limit + 1, SeriesById);
            details.Visit(instance, low, high, (minute, columns) => newest.Show(instance, minute, columns), cancellationToken);
            return newest;
        }

        // The catalog is behind a lock; a page asks it once for each series.
        Series SeriesById(int id)
        {
            if (!known.TryGetValue(id, out var series))
                known.Add(id, series = catalog.SeriesById(id));
            return series;
        }
    }
}
