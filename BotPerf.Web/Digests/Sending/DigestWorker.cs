using BotPerf.Web.Access;
using BotPerf.Web.Digests.Content;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Digests.Sending;

/// <summary>Sends what the ledger says is due: at once when somebody rings, else when its time has come.</summary>
internal sealed class DigestWorker(
    DigestLedger ledger, DigestReader reader, DigestPost post, DigestChannelPost channelPost, DigestBell bell, TimeProvider time,
    ILogger<DigestWorker> log) : BackgroundService
{
    /// <summary>Letters on their way at once: a mail server that hangs holds up few.</summary>
    public const int AtOnce = 4;

    private const int Slice = 100;
    private const string CutOff = "The server ended before the answer came. The same letter is sent once more.";
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_afterFault = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_stopPatience = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _ended = new();
    private Task _sending = Task.CompletedTask;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await ledger.RecoverAsync(time.GetUtcNow(), CutOff, cancellationToken) is var cut and > 0)
            log.Recovered(cut);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Sends all that is due now.</summary>
    public async Task SendDueAsync(CancellationToken cancellationToken)
    {
        var seen = new HashSet<long>();
        while (!cancellationToken.IsCancellationRequested)
        {
            // What could not be sent comes again later, and not in this round.
            var due = (await ledger.DueAsync(time.GetUtcNow(), Slice, cancellationToken)).Where(one => seen.Add(one.Row.Id)).ToList();
            if (due.Count == 0)
                return;

            var shelf = new DigestShelf(reader);
            await Parallel.ForEachAsync(
                due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (one, stopping) => await SendAsync(one, shelf, stopping));
            bell.Tell();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _sending.WaitAsync(s_stopPatience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // What has not arrived by now stays "sending", and the next start knows what that means.
        await _ended.CancelAsync();
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
                await (_sending = SendDueAsync(stoppingToken));
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

    private async Task SendAsync(DueDigest due, DigestShelf shelf, CancellationToken stopping)
    {
        try
        {
            var why = WhyNot(due);
            if (why is null && due.Row.ChannelId != 0)
                why = await channelPost.SendAsync(due, shelf, stopping);
            else if (why is null)
                await post.SendAsync(due, shelf, stopping, _ended.Token);
            if (why is not null)
                await EndAsync(due.Row, DigestState.Skipped, why, ended: true);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested || _ended.IsCancellationRequested)
        {
            // The server ends; the ledger knows how far it came.
        }
        catch (Exception error)
        {
            // One digest that cannot be made must not keep the others.
            log.DigestNotMade(due.Row.Id, error);
            await EndAsync(due.Row, DigestState.Due, "The figures could not be read just now; it is tried again.", ended: false);
        }
    }

    private static string? WhyNot(DueDigest due) => due switch
    {
        { Zone: "" } => "The digest was removed before it was sent.",
        { IsSubscribed: false, Row.OnceKey: not null } => "The digest was switched off before it was sent.",
        { IsDisabled: true } => "The account is disabled.",
        { Row.ChannelId: not 0, Role: not Roles.Admin } => "Only administrators may send to a channel, and its owner is none any more.",
        _ => null,
    };

    private Task EndAsync(DigestRow row, string state, string words, bool ended)
    {
        var now = time.GetUtcNow();
        (row.State, row.Words, row.NextAt, row.EndedAt) = (state, words, now + s_afterFault, ended ? now : null);
        return ledger.EndAsync(row, CancellationToken.None);
    }
}
