using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>What happened to a bot over any time, as much of it as a chart can show.</summary>
internal sealed class MarkQueries(TelemetryCatalog catalog, TelemetryReads reads)
{
    // Of all kinds together.
    private const int MostRead = 20_000;
    private const int MostShown = 40;

    // Shards are deployed one after the other: it is one deploy.
    private static readonly TimeSpan s_oneRollOut = TimeSpan.FromMinutes(10);

    // What tells most about the figures before and after it comes first; what is not named here, last.
    private static readonly string[] s_weights = ["deploy", "error", "stop", "start", "disconnected"];

    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="from">The beginning.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Newest first: every kind of event that leaves room for the weightier ones, and not one of a kind that does not.</returns>
    public Task<IReadOnlyList<LifecycleMark>> OfAsync(
        BotId bot, string? instance, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<LifecycleMark>>(
            () => [.. Fitting(Read(bot, instance, from, to)).OrderByDescending(mark => mark.At)], cancellationToken);

    /// <summary>Every deploy of every instance, newest first: a list, not marks of a chart.</summary>
    /// <inheritdoc cref="OfAsync"/>
    public Task<IReadOnlyList<LifecycleMark>> DeploysAsync(
        BotId bot, string? instance, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<LifecycleMark>>(() => [.. Read(bot, instance, from, to).Where(mark => mark.Event == s_weights[0])], cancellationToken);

    private IEnumerable<LifecycleMark> Read(BotId bot, string? instance, DateTimeOffset from, DateTimeOffset to)
    {
        var names = catalog.Instances().Where(one => one.Bot == bot && (instance is null || one.Name == instance))
            .ToDictionary(one => one.Id, one => one.Name);
        return reads.Lifecycle(bot, Micros(from), Micros(to), MostRead)
            .Where(row => names.ContainsKey(row.Instance))
            .Select(row => new LifecycleMark(Time(row.AtUs), names[row.Instance], row.Event, row.Detail));
    }

    internal static IReadOnlyList<LifecycleMark> Fitting(IEnumerable<LifecycleMark> marks)
    {
        var fitting = new List<LifecycleMark>();
        foreach (var kind in marks.GroupBy(mark => mark.Event).OrderBy(kind => Weight(kind.Key)).ThenBy(kind => kind.Key, StringComparer.Ordinal))
        {
            var some = Once(kind).ToList();
            if (fitting.Count > 0 && fitting.Count + some.Count > MostShown)
                break;
            fitting.AddRange(some.Take(MostShown));
        }

        return fitting;
    }

    // Of what happened to several instances together, the first.
    private static IEnumerable<LifecycleMark> Once(IEnumerable<LifecycleMark> kind)
    {
        var before = new Dictionary<string, DateTimeOffset>();
        foreach (var mark in kind.OrderBy(mark => mark.At))
        {
            if (!before.TryGetValue(mark.Detail, out var last) || mark.At - last > s_oneRollOut)
                yield return mark;
            before[mark.Detail] = mark.At;
        }
    }

    private static int Weight(string name) => Array.IndexOf(s_weights, name) is var place and >= 0 ? place : s_weights.Length;

    private static long Micros(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static DateTimeOffset Time(long us) => DateTimeOffset.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond);
}
