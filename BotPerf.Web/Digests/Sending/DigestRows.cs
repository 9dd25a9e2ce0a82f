using System.Globalization;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Digests.Sending;

/// <summary>New rows of the ledger. Pure but for the delivery's id.</summary>
internal static class DigestRows
{
    private const string Away = "BotPerf was not running when it was due, and a newer one was due when it started.";

    public static DigestRow Due(DigestSubscriber of, CalendarPeriod period, DateTimeOffset now) => Row(
        of.Id, of.AccountId, of.Cadence, of.ChannelId, period, OnceKey(of, period), DigestState.Due, now);

    public static DigestRow Missed(DigestSubscriber of, CalendarPeriod period, DateTimeOffset now)
    {
        var row = Row(of.Id, of.AccountId, of.Cadence, of.ChannelId, period, OnceKey(of, period), DigestState.Skipped, now);
        (row.Words, row.EndedAt) = (Away, now);
        return row;
    }

    public static DigestRow Asked(DigestSubscriptionRow of, CalendarPeriod period, DateTimeOffset now) => Row(
        of.Id, of.AccountId, of.Cadence, of.ChannelId, period, onceKey: null, DigestState.Due, now);

    private static string OnceKey(DigestSubscriber of, CalendarPeriod period) =>
        string.Create(CultureInfo.InvariantCulture, $"{of.AccountId}/{of.Cadence}/{of.ChannelId}/{period.Key}");

    private static DigestRow Row(
        int subscription, int account, string cadence, int channel, CalendarPeriod period, string? onceKey, string state, DateTimeOffset now) => new()
        {
            AccountId = account,
            SubscriptionId = subscription,
            Cadence = cadence,
            ChannelId = channel,
            Period = period.Key,
            OnceKey = onceKey,
            State = state,
            DueAt = onceKey is null ? now : period.DueAt,
            NextAt = now,
            DeliveryId = Guid.NewGuid().ToString(),
            Words = "",
            CreatedAt = now,
        };
}
