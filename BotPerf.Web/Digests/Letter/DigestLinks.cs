using System.Globalization;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Digests.Content;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Digests.Letter;

/// <summary>Where the links of a letter lead.</summary>
/// <param name="Absolute">Makes a path of the dashboard into an address; null on a server that does not know its own.</param>
/// <param name="Unsubscribe">The reader's own; null: there is none.</param>
public sealed record DigestLinks(Func<string, Uri?> Absolute, Uri? Unsubscribe)
{
    public const string Settings = "/reports/digests";

    private const string Minute = "yyyy-MM-dd'T'HH:mm'Z'";

    public string? Overview => Absolute("/")?.AbsoluteUri;

    public string? Subscriptions => Absolute(Settings)?.AbsoluteUri;

    /// <summary>The bot's page over the same time.</summary>
    public string? Bot(BotId bot, CalendarPeriod period) => Absolute($"/bots/{bot}?{Query(period)}")?.AbsoluteUri;

    public string? Alert(DigestAlert alert) => Absolute($"/alerts?alert={alert.Id.ToString(CultureInfo.InvariantCulture)}")?.AbsoluteUri;

    private static string Query(CalendarPeriod period) => $"from={Text(period.From)}&to={Text(period.To)}";

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString(Minute, CultureInfo.InvariantCulture);
}
