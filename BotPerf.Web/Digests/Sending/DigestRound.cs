using System.Globalization;
using BotPerf.Web.Digests.Subscribing;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Digests.Sending;

/// <summary>Looks which digests are due, and writes them into the ledger: from there on each is sent once.</summary>
internal sealed class DigestRound(DigestLedger ledger, DigestBell bell, TimeProvider time)
{
    private const int Slice = 500;

    /// <summary>Of each subscription, however old: more than one look writes down, so that a clock that was years ahead erases nothing.</summary>
    private const int Kept = 50;

    /// <summary>The ledger's rows are kept so long; what was due before is known to have been.</summary>
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(400);

    /// <returns>How many people and channels get one, and how many were missed.</returns>
    public async Task<(int Due, int Missed)> LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rows = new List<DigestRow>();
        await ledger.ForgetAheadAsync(now, cancellationToken);
        foreach (var one in await ledger.SubscribersAsync(now, cancellationToken))
        {
            var known = one.Known is null ? (DateOnly?)null : DateOnly.ParseExact(one.Known, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            var step = DigestPlan.Next(DigestSubscription.ScheduleOf(one.Cadence, one.Hour, one.Zone), one.Since, known, now);
            rows.AddRange(step.Missed.Reverse().Select(period => DigestRows.Missed(one, period, now)));
            if (step.Due is { } due)
                rows.Add(DigestRows.Due(one, due, now));
        }

        var added = await ledger.AddAsync(rows, now, cancellationToken);
        if (added.Count > 0)
            bell.Ring();
        return (added.Count(row => row.State == DigestState.Due), added.Count(row => row.State == DigestState.Skipped));
    }

    /// <returns>How many rows went.</returns>
    public async Task<int> ForgetAsync(CancellationToken cancellationToken)
    {
        var gone = 0;
        for (var some = Slice; some == Slice; gone += some)
            some = await ledger.ForgetAsync(time.GetUtcNow() - s_kept, Kept, Slice, cancellationToken);
        return gone;
    }
}
