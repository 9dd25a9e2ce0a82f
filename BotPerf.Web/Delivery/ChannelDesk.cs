using BotPerf.Web.Delivery.Mail;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Delivery;

/// <summary>What a person does with channels by hand: a test, and what becomes of dead letters.</summary>
internal sealed class ChannelDesk(
    IDbContextFactory<AppDbContext> contexts, OutboxLedger ledger, Outbox outbox, ChannelStore channels, Courier courier,
    MailServer mail, Mailer mailer, AuditTrail audit, DeliveryPulse pulse, TimeProvider time)
{
    /// <summary>Sends a test past the queue and the budget, also on a channel that is switched off.</summary>
    /// <exception cref="ChannelRefusedException">There is no such channel.</exception>
    public async Task<TestResult> TestAsync(int channelId, string by, CancellationToken cancellationToken)
    {
        var channel = channels.Find(channelId) ?? throw new ChannelRefusedException("There is no such channel.");
        var at = time.GetUtcNow();
        var row = outbox.Row(channelId, TestNotice(by, at));
        var result = await courier.CarryAsync(channel, row, isLastOfHour: false, cancellationToken);
        var ended = time.GetUtcNow();
        var isDelivered = result.Outcome == SendOutcome.Delivered;
        (row.Attempts, row.EndedAt) = (1, ended);
        row.State = isDelivered ? OutboxState.Delivered : OutboxState.Dropped;
        await ledger.WriteEndedAsync(row, new DeliveryRow
        {
            OutboxId = row.Id,
            ChannelId = channelId,
            At = at,
            DurationMs = (long)(ended - at).TotalMilliseconds,
            Outcome = OutcomeWords.Of(result.Outcome),
            Words = result.Words,
        }, CancellationToken.None);
        await audit.WriteAsync(by, "channel.tested", channel.Name, CancellationToken.None);
        pulse.Beat();
        return new TestResult(isDelivered, OutcomeWords.Of(result.Outcome), result.Words, ended - at);
    }

    /// <summary>A letter by the mail settings as they are now.</summary>
    /// <exception cref="ChannelRefusedException">No server is set, or it is no address.</exception>
    public async Task<TestResult> TestMailAsync(string? to, string by, CancellationToken cancellationToken)
    {
        if (!MailValidator.IsAddress(to?.Trim()))
            throw new ChannelRefusedException("to has to be a mail address such as ada@example.org.", "to");
        var settings = mail.Current ?? throw new ChannelRefusedException("No mail server is set yet: save one first.");
        var at = time.GetUtcNow();
        var parcel = new Parcel(Guid.NewGuid().ToString(), new Dictionary<string, string>(), TestNotice(by, at), [], null);
        var result = await mailer.SendAsync(settings, LetterBuilder.Of(parcel, [to!.Trim()]), cancellationToken);
        await audit.WriteAsync(by, "mail.tested", to.Trim(), CancellationToken.None);
        return new TestResult(
            result.Outcome == SendOutcome.Delivered, OutcomeWords.Of(result.Outcome),
            TextCut.OneLine(Secret.Remove(result.Words, [settings.Password ?? ""]), Courier.MaxWords), time.GetUtcNow() - at);
    }

    /// <summary>A dead letter waits again, with all its patience.</summary>
    /// <returns>False when it is not dead, or there is none.</returns>
    public async Task<bool> SendAgainAsync(int channelId, long letter, string by, CancellationToken cancellationToken)
    {
        var done = await ChangeDeadAsync(channelId, letter, by, "delivery.sent_again", row =>
        {
            (row.State, row.Attempts, row.Held, row.EndedAt) = (OutboxState.Waiting, 0, false, null);
            row.Since = row.NextAt = time.GetUtcNow();
        }, cancellationToken);
        outbox.Wake();
        return done;
    }

    /// <summary>Nobody needs a dead letter any more; it stays in the log.</summary>
    /// <returns>False when it is not dead, or there is none.</returns>
    public Task<bool> DropAsync(int channelId, long letter, string by, CancellationToken cancellationToken) =>
        ChangeDeadAsync(channelId, letter, by, "delivery.dropped", row => row.State = OutboxState.Dropped, cancellationToken);

    private async Task<bool> ChangeDeadAsync(
        int channelId, long letter, string by, string what, Action<OutboxRow> change, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Outbox.SingleOrDefaultAsync(
            candidate => candidate.Id == letter && candidate.ChannelId == channelId && candidate.State == OutboxState.Dead, cancellationToken);
        if (row is null)
            return false;

        change(row);
        context.Audit.Add(audit.Row(by, what, row.Title));
        await context.SaveChangesAsync(cancellationToken);
        pulse.Beat();
        return true;
    }

    private static Notice TestNotice(string by, DateTimeOffset at) => new(
        "test", "test:" + Guid.NewGuid().ToString("N"), NoticeTone.Info, "A test from BotPerf",
        "This channel works: messages arrive here.", [new NoticeField("Sent by", by)], "/channels", at, Urgent: true);
}

/// <summary>How a test went.</summary>
/// <param name="Outcome">delivered, failed, refused or unknown.</param>
/// <param name="Words">The receiver's own.</param>
public sealed record TestResult(bool IsDelivered, string Outcome, string Words, TimeSpan Took);
