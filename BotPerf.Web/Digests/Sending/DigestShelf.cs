using System.Collections.Concurrent;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Digests.Content;
using BotPerf.Web.Digests.Subscribing;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Digests.Sending;

/// <summary>The digests of one round: what fifty people get of the same bots and days is read once.</summary>
internal sealed class DigestShelf(DigestReader reader)
{
    private readonly ConcurrentDictionary<(string Cadence, string Period, string Zone, string Bots), Lazy<Task<Digest>>> _made = [];

    public Task<Digest> OfAsync(DueDigest due, CancellationToken cancellationToken) => _made.GetOrAdd(
        (due.Row.Cadence, due.Row.Period, due.Zone, due.Bots),
        _ => new Lazy<Task<Digest>>(() => ReadAsync(due, cancellationToken))).Value;

    private Task<Digest> ReadAsync(DueDigest due, CancellationToken cancellationToken)
    {
        var schedule = DigestSubscription.ScheduleOf(due.Row.Cadence, due.Hour, due.Zone);
        return reader.OfAsync(
            PeriodCalendar.Of(schedule, DateOnly.ParseExact(due.Row.Period, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
            schedule.Zone, DigestSubscription.BotsOf(due.Bots).ToHashSet(), cancellationToken);
    }
}
