using BotPerf.Web.Access;
using BotPerf.Web.Delivery;
using BotPerf.Web.Digests.Content;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Digests.Sending;

/// <summary>Sends what the ledger says is due: at once when somebody rings, else when its time has come.</summary>
internal sealed class DigestWorker(
    DigestLedger ledger, DigestRound round, DigestReader reader, DigestTurn turn, DigestPost post, DigestChannelPost channelPost, DigestBell bell,
    TimeProvider time, ILogger<DigestWorker> log) : BackgroundService
{
    /// <summary>Letters on their way at once: a mail server that hangs holds up few.</summary>
    public const int AtOnce = 4;

    private const int Slice = 100;
    private const string CutOff = "What the mail server answered could not be written down: the letter may have arrived.";
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_afterFault = TimeSpan.FromMinutes(1);

    /// <summary>While a mail server hangs the letters of a round wait so long, all but those that found that out.</summary>
    private static readonly TimeSpan s_whileItHangs = TimeSpan.FromMinutes(15);

    /// <summary>What somebody asked for long ago they do not wait for any more.</summary>
    private static readonly TimeSpan s_askedLasts = TimeSpan.FromDays(1);

    /// <summary>Half of what the whole server has: others have to write down more than this does.</summary>
    private static readonly TimeSpan s_stopPatience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _ended = new(Timeout.InfiniteTimeSpan, time);

    /// <summary>Sends all that is due now.</summary>
    public async Task SendDueAsync(CancellationToken cancellationToken)
    {
        var seen = new HashSet<long>();
        var isHanging = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            // What could not be sent comes again later, and not in this round. Those who get the same stand together, channels
            // first: their queues take it at once.
            var due = (await ledger.DueAsync(time.GetUtcNow(), Slice, cancellationToken)).Where(one => seen.Add(one.Row.Id))
                .GroupBy(DigestTopic.Of).SelectMany(group => group).OrderBy(one => one.Row.ChannelId == 0).ToList();
            if (due.Count == 0)
                return;

            var shelf = new DigestShelf(reader, turn, due.Where(one => one.Row.Letter is null && WhyNot(one) is null), cancellationToken);
            await Parallel.ForEachAsync(
                due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (one, stopping) =>
                {
                    if (Volatile.Read(ref isHanging) && one.Row.ChannelId == 0)
                        await WaitAsync(one.Row);
                    else if (!await SendAsync(one, shelf, stopping))
                        Volatile.Write(ref isHanging, true);
                });
            bell.Tell();
        }
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        // What has not arrived by then stays "sending", and the next start knows what that means.
        _ended.CancelAfter(s_stopPatience);
        return base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _ended.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A server at rest pays nothing here before it has started.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = s_longestWait;
            try
            {
                // Nothing is on its way here: what the ledger has as such was cut off, by the server's end or by a fault.
                if (await ledger.RecoverAsync(time.GetUtcNow(), DigestRetry.MostUnsure, CutOff, stoppingToken) is var cut and > 0)
                    log.Recovered(cut);
                // After a long sleep the newest goes out, and not first what has waited since then.
                await round.LookAsync(stoppingToken);
                await SendDueAsync(stoppingToken);
                if (await ledger.NextAsync(stoppingToken) is { } next)
                    wait = TimeSpan.FromTicks(Math.Clamp((next - time.GetUtcNow()).Ticks, TimeSpan.FromMilliseconds(50).Ticks, wait.Ticks));
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                log.LedgerNotRead(error);
                wait = s_afterFault;
            }

            await bell.WaitAsync(wait, stoppingToken);
        }
    }

    /// <returns>False when the mail server hangs.</returns>
    private async Task<bool> SendAsync(DueDigest seen, DigestShelf shelf, CancellationToken stopping)
    {
        var row = seen.Row;
        try
        {
            var why = WhyNot(seen);
            if (why is null)
            {
                var notice = await MakeAsync(seen, shelf);
                // Making takes a while: what somebody has changed since then holds.
                if (await ledger.DueAsync(row.Id, time.GetUtcNow(), stopping) is not { } now)
                    return true;

                why = WhyNot(now);
                if (why is null && notice is not null)
                    why = await channelPost.SendAsync(now, notice, stopping);
                else if (why is null)
                    return await post.SendAsync(now with { Row = row }, stopping, _ended.Token);
            }

            if (why is not null)
                await EndAsync(row, DigestState.Skipped, why);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested || _ended.IsCancellationRequested)
        {
            // The server ends; the ledger knows how far it came.
        }
        catch (Exception error)
        {
            // One digest that cannot be made must not keep the others.
            await PostponeAsync(row, error);
        }
        finally
        {
            // It is in the ledger, and a round is long.
            row.Letter = null;
        }

        return true;
    }

    /// <returns>What a channel is told; null: it is a letter.</returns>
    private async Task<Notice?> MakeAsync(DueDigest due, DigestShelf shelf)
    {
        if (due.Row.Letter is not null)
            return null;

        try
        {
            if (due.Row.ChannelId != 0)
                return await channelPost.MakeAsync(due.Row, shelf.OfAsync(due));
            await post.MakeAsync(due.Row, shelf.OfAsync(due));
            return null;
        }
        finally
        {
            shelf.LetGo(due);
        }
    }

    private string? WhyNot(DueDigest due) => due switch
    {
        { Zone: "" } => "The digest was removed before it was sent.",
        { IsSubscribed: false, Row.OnceKey: not null } => "The digest was switched off or changed before it was sent.",
        { IsDisabled: true } => "The account is disabled.",
        { Row.ChannelId: not 0, Role: not Roles.Admin } => "Only administrators may send to a channel, and its owner is none any more.",
        { Row.OnceKey: null } when time.GetUtcNow() - due.Row.CreatedAt > s_askedLasts => "It was asked for more than a day ago.",
        _ => null,
    };

    private Task PostponeAsync(DigestRow row, Exception error)
    {
        row.Attempts++;
        if (error is ReadsBusyException)
            log.DigestWaits(row.Id, row.Attempts);
        else
            log.DigestNotMade(row.Id, row.Attempts, error);
        var why = error is ReadsBusyException ? "Other long histories were being read." : "It could not be made; the server's log says why.";
        if (DigestRetry.NextMaking(row, time.GetUtcNow()) is not { } next)
            return EndAsync(row, DigestState.Failed, why);

        row.NextAt = next;
        return WriteAsync(row, DigestState.Due, $"{why} It is tried again.");
    }

    // No attempt: nothing was tried.
    private Task WaitAsync(DigestRow row)
    {
        row.NextAt = time.GetUtcNow() + s_whileItHangs;
        return WriteAsync(row, DigestState.Due, "The mail server does not answer. It is tried again.");
    }

    private Task EndAsync(DigestRow row, string state, string words)
    {
        row.EndedAt = time.GetUtcNow();
        return WriteAsync(row, state, words);
    }

    private Task WriteAsync(DigestRow row, string state, string words)
    {
        (row.State, row.Words) = (state, words);
        return ledger.EndAsync(row, time.GetUtcNow(), CancellationToken.None);
    }
}
