using BotPerf.Web.Components.Layout;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Components.Insights;

/// <summary>What the chosen time of the chosen bot is compared with, as the URL names it. Pure.</summary>
/// <param name="Kind">before, day, week, time or bot.</param>
/// <param name="Other">Of <c>bot</c>; null: none is chosen yet.</param>
/// <param name="From">Of <c>time</c>; null: not chosen yet.</param>
internal sealed record Against(string Kind, BotId? Other, DateTimeOffset? From, DateTimeOffset? To)
{
    public const string KindName = "against";
    public const string OtherName = "other";
    public const string FromName = "ofrom";
    public const string ToName = "oto";

    public static readonly IReadOnlyList<(string Kind, string Words)> Kinds =
    [
        ("before", "as long right before"), ("day", "the same time a day earlier"), ("week", "the same time a week earlier"),
        ("time", "another time"), ("bot", "another bot"),
    ];

    public static Against Parse(PageScope scope)
    {
        var kind = Kinds.Select(one => one.Kind).FirstOrDefault(kind => kind == scope[KindName]) ?? Kinds[0].Kind;
        var range = TimeRange.Parse(null, scope[FromName], scope[ToName]);
        return new Against(
            kind, int.TryParse(scope[OtherName], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id) ? new BotId(id) : null,
            range.From, range.To);
    }

    /// <returns>Null: it is not said with what.</returns>
    public (BotId Bot, DateTimeOffset From, DateTimeOffset To)? Of(BotId bot, DateTimeOffset from, DateTimeOffset to) => Kind switch
    {
        "day" => (bot, from.AddDays(-1), to.AddDays(-1)),
        "week" => (bot, from.AddDays(-7), to.AddDays(-7)),
        "time" => From is { } begin && To is { } end ? (bot, begin, end) : null,
        "bot" => Other is { } other ? (other, from, to) : null,
        _ => (bot, from - (to - from), from),
    };
}
