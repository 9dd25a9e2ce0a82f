using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Delivery;

/// <summary>
/// What goes out on one channel, one message after the other. Each channel has its own lane, so that a receiver that
/// hangs delays nobody else.
/// </summary>
internal sealed class OutboxLane(
    int channelId, OutboxLedger ledger, ChannelStore channels, Courier courier, Outbox outbox, DeliveryPulse pulse,
    TimeProvider time, ILogger<OutboxLane> log)
{
    /// <summary>So many of the oldest are looked at.</summary>
    private const int MaxWaiting = 1_000;

    private const string SwitchedOff = "The channel is switched off.";

    /// <summary>After a failure the whole lane rests, at most so long, unless the receiver asked for more.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    private int _failuresInARow;
    private volatile bool _isRunning;

    /// <summary>The last run broke off: what it was sending is still said to be sent.</summary>
    public bool HasFailed { get; set; }

    public int ChannelId => channelId;

    public bool IsRunning
    {
        get => _isRunning;
        set => _isRunning = value;
    }

    /// <summary>Nothing goes out before.</summary>
    public DateTimeOffset RestsUntil { get; set; }

    /// <summary>Sends what is due, until nothing is or the lane has to rest.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken ended)
    {
        while (!stopping.IsCancellationRequested)
        {
            if (channels.Find(channelId) is not { } channel)
            {
                await ledger.ForgetChannelAsync(channelId, stopping);
                return;
            }

            var now = time.GetUtcNow();
            if (RestsUntil > now)
                return;
            if (!channel.IsEnabled)
            {
                await ledger.DropWaitingAsync(channelId, SwitchedOff, now, stopping);
                pulse.Beat();
                return;
            }

            var rows = await ledger.WaitingAsync(channelId, MaxWaiting, stopping);
            var sent = await ledger.SentAsync(channelId, now - BudgetPlan.Hour, stopping);
            var step = LanePlan.Next([.. rows.Select(Waiting)], new BudgetPlan(channel.HourlyBudget, sent), now);
            switch (step)
            {
                case LaneStep.Rest:
                    return;
                case LaneStep.Hold hold:
                    await ledger.HoldAsync([.. hold.Notices.Select(notice => notice.Id)], hold.Until, hold.IsOverBudget, stopping);
                    break;
                case LaneStep.Summarise summarise:
                    await SummariseAsync(summarise, rows, now, stopping);
                    break;
                case LaneStep.Send send:
                    await SendAsync(channel, send, rows, ended);
                    break;
            }

            pulse.Beat();
        }
    }

    private async Task SummariseAsync(
        LaneStep.Summarise step, List<OutboxRow> rows, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = step.Notices.Select(notice => notice.Id).ToHashSet();
        var held = rows.Where(row => ids.Contains(row.Id)).Select(row => NoticeJson.Read(row.Notice)).ToList();
        var summary = outbox.Row(channelId, SummaryBuilder.Of(held, Guid.NewGuid().ToString("N"), now));
        await ledger.SummariseAsync(summary, ids, now, cancellationToken);
        log.HeldBack(ids.Count, channelId);
    }

    private async Task SendAsync(Channel channel, LaneStep.Send step, List<OutboxRow> rows, CancellationToken cancellationToken)
    {
        var row = rows.First(candidate => candidate.Id == step.Notice.Id);
        row.Urgent |= step.Merged.Any(merged => merged.IsUrgent);
        var at = time.GetUtcNow();
        var merged = step.Merged.Select(notice => notice.Id).ToList();
        if (await ledger.BeginAsync(row, merged, at, cancellationToken) is not { } attempt)
            return;

        row.Attempts++;
        var result = await courier.CarryAsync(channel, row, step.IsLastOfHour, cancellationToken);
        // Sent is sent: what has happened is written down whoever wants to stop.
        var ended = time.GetUtcNow();
        Judge(row, result, ended);
        await ledger.EndAsync(row, new DeliveryRow
        {
            Id = attempt,
            OutboxId = row.Id,
            ChannelId = channelId,
            At = at,
            DurationMs = (long)(ended - at).TotalMilliseconds,
            Outcome = OutcomeWords.Of(result.Outcome),
            Words = result.Words,
        }, result.MessageId, CancellationToken.None);
    }

    private void Judge(OutboxRow row, SendResult result, DateTimeOffset now)
    {
        row.Uncertain = result.Outcome == SendOutcome.Unknown;
        if (result.Outcome == SendOutcome.Delivered)
        {
            (row.State, row.EndedAt) = (OutboxState.Delivered, now);
            _failuresInARow = 0;
            RestsUntil = now + (result.RetryAfter ?? TimeSpan.Zero);
            log.Sent(row.DeliveryId, channelId);
            return;
        }

        if (result.Outcome == SendOutcome.Refused || RetryPlan.IsGivenUp(row.Attempts, row.Since, now))
        {
            (row.State, row.EndedAt) = (OutboxState.Dead, now);
            log.GivenUp(row.DeliveryId, channelId, row.Attempts, TextCut.OneLine(result.Words, 200));
        }
        else
        {
            row.State = OutboxState.Waiting;
            row.NextAt = now + RetryPlan.Delay(row.Attempts, result.RetryAfter, Random.Shared.NextDouble());
            log.NotSent(row.DeliveryId, channelId, row.Attempts, TextCut.OneLine(result.Words, 200));
        }

        if (result.Outcome != SendOutcome.Refused)
        {
            var rest = RetryPlan.Delay(++_failuresInARow, null, 0);
            var asked = result.RetryAfter ?? TimeSpan.Zero;
            RestsUntil = now + (asked > rest ? asked : rest < LongestRest ? rest : LongestRest);
        }
    }

    private static WaitingNotice Waiting(OutboxRow row) =>
        new(row.Id, row.Thread, row.NextAt, row.Urgent, row.Uncertain, row.Held, row.Kind == SummaryBuilder.Kind);
}
