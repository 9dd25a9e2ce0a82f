using System.Globalization;
using BotPerf.Web.Digests.Content;
using BotPerf.Web.Digests.Subscribing;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Digests.Sending;

/// <summary>
/// The digests of one round: what fifty people get of the same bots and days is read once, and let go when the last of
/// their letters is made.
/// </summary>
internal sealed class DigestShelf
{
    private readonly Lock _gate = new();
    private readonly Dictionary<DigestTopic, Place> _places;

    /// <param name="reader">Who reads them.</param>
    /// <param name="turn">When.</param>
    /// <param name="takers">Everybody who takes one of them.</param>
    /// <param name="stopping">Ends the reading.</param>
    public DigestShelf(DigestReader reader, DigestTurn turn, IEnumerable<DueDigest> takers, CancellationToken stopping) =>
        _places = takers.GroupBy(DigestTopic.Of).ToDictionary(group => group.Key, group => new Place(
            new Lazy<Task<Digest>>(() => turn.TakeAsync(() => ReadAsync(reader, group.First(), stopping), Timeout.InfiniteTimeSpan, stopping)))
        {
            Takers = group.Count(),
        });

    /// <summary>How many are held.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _places.Count;
        }
    }

    public Task<Digest> OfAsync(DueDigest due)
    {
        Place place;
        lock (_gate)
            place = _places[DigestTopic.Of(due)];
        return place.Made.Value;
    }

    /// <summary>One of the takers needs it no more.</summary>
    public void LetGo(DueDigest due)
    {
        var topic = DigestTopic.Of(due);
        lock (_gate)
        {
            if (--_places[topic].Takers == 0)
                _places.Remove(topic);
        }
    }

    private static Task<Digest> ReadAsync(DigestReader reader, DueDigest due, CancellationToken cancellationToken)
    {
        var schedule = DigestSubscription.ScheduleOf(due.Row.Cadence, due.Hour, due.Zone);
        var period = PeriodCalendar.Of(schedule, DateOnly.ParseExact(due.Row.Period, "yyyy-MM-dd", CultureInfo.InvariantCulture));
        return reader.OfAsync(period, schedule.Zone, DigestSubscription.BotsOf(due.Bots).ToHashSet(), cancellationToken);
    }

    private sealed class Place(Lazy<Task<Digest>> made)
    {
        public Lazy<Task<Digest>> Made => made;

        public int Takers { get; set; }
    }
}

/// <summary>What a digest is of. Who has the same reads the same.</summary>
internal sealed record DigestTopic(string Cadence, string Period, string Zone, string Bots)
{
    public static DigestTopic Of(DueDigest due) => new(due.Row.Cadence, due.Row.Period, due.Zone, due.Bots);
}
