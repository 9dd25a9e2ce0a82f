using System.Text.Json;
using BotPerf.Web.Delivery;
using BotPerf.Web.Delivery.Mail;
using BotPerf.Web.Digests.Letter;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Digests.Sending;

/// <summary>
/// A digest to a person's own address. The letter is written down before it leaves, so that whatever cuts the sending off,
/// a second attempt is the same letter under the same Message-ID.
/// </summary>
internal sealed class DigestPost(
    DigestLedger ledger, DigestLetters letters, LinkMaker links, MailServer mail, Mailer mailer, TimeProvider time, ILogger<DigestPost> log)
{
    private const string List = "digest";
    private const string NoServer = "No mail server is set: see Settings, Mail.";

    /// <param name="due">What and to whom.</param>
    /// <param name="shelf">This round's digests.</param>
    /// <param name="stopping">Before it leaves.</param>
    /// <param name="ended">While it is on its way: it gets a moment longer.</param>
    public async Task SendAsync(DueDigest due, DigestShelf shelf, CancellationToken stopping, CancellationToken ended)
    {
        var row = due.Row;
        var reader = links.Of(row.SubscriptionId);
        if (row.Letter is null)
        {
            var made = await letters.OfAsync(await shelf.OfAsync(due, stopping), reader);
            (row.Letter, row.Subject) = (JsonSerializer.Serialize(made), made.Subject);
        }

        if (!await ledger.BeginAsync(row, stopping))
            return;

        row.Attempts++;
        var result = await CarryAsync(due.Email, row, LinkMaker.Headers(reader), ended);
        Judge(row, result, time.GetUtcNow());
        // Sent is sent: what has happened is written down whoever wants to stop.
        await ledger.EndAsync(row, CancellationToken.None);
    }

    private async Task<SendResult> CarryAsync(string email, DigestRow row, Dictionary<string, string> headers, CancellationToken cancellationToken)
    {
        if (mail.Current is not { } settings)
            return new SendResult(SendOutcome.Failed, NoServer);

        var letter = JsonSerializer.Deserialize<DigestLetter>(row.Letter!)!;
        var result = await mailer.SendAsync(
            settings, new MailLetter([email], letter.Subject, letter.Text, letter.Html, row.DeliveryId, List, Headers: headers), cancellationToken);
        return result with { Words = TextCut.OneLine(Secret.Remove(result.Words, [settings.Password ?? ""]), Courier.MaxWords) };
    }

    private void Judge(DigestRow row, SendResult result, DateTimeOffset now)
    {
        row.Words = result.Words;
        if (result.Outcome == SendOutcome.Delivered)
        {
            (row.State, row.EndedAt) = (DigestState.Sent, now);
            log.Sent(row.Id);
        }
        else if (result.Outcome == SendOutcome.Refused || RetryPlan.IsGivenUp(row.Attempts, row.CreatedAt, now))
        {
            (row.State, row.EndedAt) = (DigestState.Failed, now);
            log.GivenUp(row.Id, row.Attempts, TextCut.OneLine(result.Words, 200));
        }
        else
        {
            (row.State, row.NextAt) = (DigestState.Due, now + RetryPlan.Delay(row.Attempts, result.RetryAfter, Random.Shared.NextDouble()));
            log.NotSent(row.Id, row.Attempts, TextCut.OneLine(result.Words, 200));
        }
    }
}
