using System.Text.Json;
using BotPerf.Web.Delivery;
using BotPerf.Web.Delivery.Mail;
using BotPerf.Web.Digests.Content;
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
    /// <summary>What RFC 5321 (4.5.3.2.6) gives a server for looking through a letter.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan s_afterFault = TimeSpan.FromMinutes(1);

    /// <summary>Who takes longer and then no letter would hold up the next one, too.</summary>
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);

    private const string List = "digest";
    private const string NobodyKnows = "It may have arrived each time, so it is not sent again.";
    private const string NoServer = "No mail server is set: see Settings, Mail.";

    /// <summary>Makes the letter.</summary>
    public async Task MakeAsync(DigestRow row, Task<Digest> digest)
    {
        var made = await letters.OfAsync(await digest, links.Of(row.SubscriptionId));
        (row.Letter, row.Subject) = (JsonSerializer.Serialize(made), made.Subject);
    }

    /// <param name="due">What and to whom, with its letter.</param>
    /// <param name="stopping">Before it leaves.</param>
    /// <param name="ended">While it is on its way: it gets a moment longer.</param>
    /// <returns>False when the mail server hangs: the next letter would wait as long.</returns>
    public async Task<bool> SendAsync(DueDigest due, CancellationToken stopping, CancellationToken ended)
    {
        var row = due.Row;
        var settings = mail.Current;
        var letter = JsonSerializer.Deserialize<DigestLetter>(row.Letter!)!;
        if (letter.Domain is null && settings is not null)
        {
            letter = letter with { Domain = MailLetter.DomainOf(settings) };
            row.Letter = JsonSerializer.Serialize(letter);
        }

        if (!await ledger.BeginAsync(row, stopping))
            return true;

        row.Attempts++;
        var began = time.GetTimestamp();
        var result = await CarryAsync(due.Email, row, letter, settings, ended);
        Judge(row, result, time.GetUtcNow());
        await WriteDownAsync(row, ended);
        return result.Outcome == SendOutcome.Delivered || time.GetElapsedTime(began) < s_long;
    }

    private async Task<SendResult> CarryAsync(string email, DigestRow row, DigestLetter letter, MailSettings? settings, CancellationToken cancellationToken)
    {
        if (settings is null)
            return new SendResult(SendOutcome.Failed, NoServer);

        try
        {
            var result = await mailer.SendAsync(
                settings, new MailLetter([email], letter.Subject, letter.Text, letter.Html, row.DeliveryId, List,
                    Headers: LinkMaker.Headers(links.Of(row.SubscriptionId)), Domain: letter.Domain), Patience, cancellationToken);
            return result with { Words = TextCut.OneLine(Secret.Remove(result.Words, [settings.Password ?? ""]), Courier.MaxWords) };
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // It was on its way: whatever broke, that attempt counts, and nobody knows how far it came.
            log.SendingBroke(row.Id, error);
            return new SendResult(SendOutcome.Unknown, "The sending broke; the server's log says why.");
        }
    }

    private void Judge(DigestRow row, SendResult result, DateTimeOffset now)
    {
        row.Words = result.Words;
        row.Unsure += result.Outcome == SendOutcome.Unknown ? 1 : 0;
        if (result.Outcome == SendOutcome.Delivered)
        {
            (row.State, row.EndedAt) = (DigestState.Sent, now);
            log.Sent(row.Id);
        }
        else if (DigestRetry.Next(row, result, now, Random.Shared.NextDouble()) is { } next)
        {
            (row.State, row.NextAt) = (DigestState.Due, next);
            log.NotSent(row.Id, row.Attempts, TextCut.OneLine(result.Words, 200));
        }
        else
        {
            (row.State, row.EndedAt) = (DigestState.Failed, now);
            if (row.Unsure >= DigestRetry.MostUnsure)
                row.Words = $"{row.Words} {NobodyKnows}";
            log.GivenUp(row.Id, row.Attempts, TextCut.OneLine(result.Words, 200));
        }
    }

    // What has happened is written down whoever wants to stop, and when the disk has room again: until then nothing else may
    // become of it, since a letter that was taken must not go out again.
    private async Task WriteDownAsync(DigestRow row, CancellationToken ended)
    {
        while (true)
        {
            try
            {
                await ledger.EndAsync(row, time.GetUtcNow(), CancellationToken.None);
                return;
            }
            catch (Exception error)
            {
                log.NotWritten(row.Id, error);
            }

            await Task.Delay(s_afterFault, time, ended);
        }
    }
}
