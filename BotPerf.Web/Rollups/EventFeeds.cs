using BotPerf.Web.Live;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>Opens a feed for each viewer.</summary>
internal sealed class EventFeeds(LiveStore live, TelemetryCatalog catalog, TimeProvider time)
{
    public EventFeed Open(FeedFilter filter) => new(live, catalog, filter, time);
}
