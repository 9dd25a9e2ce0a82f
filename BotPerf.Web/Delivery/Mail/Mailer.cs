using System.Net;
using System.Net.Mail;

namespace BotPerf.Web.Delivery.Mail;

/// <summary>Hands a letter to the mail server. The administrator says which, so its address is not checked as a webhook's is.</summary>
internal sealed class Mailer(TimeProvider time)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The client's own patience, by the machine's clock, is never the shorter one.</summary>
    private static readonly TimeSpan s_longer = TimeSpan.FromSeconds(10);

    public Task<SendResult> SendAsync(MailSettings settings, MailLetter letter, CancellationToken cancellationToken) =>
        SendAsync(settings, letter, Patience, cancellationToken);

    /// <param name="settings">Which server.</param>
    /// <param name="letter">What it is to take.</param>
    /// <param name="patience">How long it may take over all of it.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<SendResult> SendAsync(MailSettings settings, MailLetter letter, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        using var message = letter.ToMessageOrNull(settings, out var wrong);
        if (message is null)
            return new SendResult(SendOutcome.Failed, wrong);

        using var client = new SmtpClient(settings.Host, settings.Port)
        {
            Timeout = (int)(patience + s_longer).TotalMilliseconds,
            EnableSsl = settings.Tls == MailSettings.StartTls,
            Credentials = settings.User is null ? null : new NetworkCredential(settings.User, settings.Password),
        };
        // Cancelling reaches a client neither while it connects nor while it waits for the answer to the letter itself: the
        // second ends when it is closed, and the first is left alone.
        await using var cut = either.Token.Register(client.Dispose);
        try
        {
            await client.SendMailAsync(message, either.Token).WaitAsync(either.Token);
            return new SendResult(SendOutcome.Delivered, "Accepted.", MessageId: letter.MessageId(settings));
        }
        catch (Exception) when (either.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            client.Dispose();
            return new SendResult(OutcomeOf(message), $"The mail server did not answer within {patience.TotalSeconds:0} s.");
        }
        catch (SmtpFailedRecipientsException some) when (some.InnerExceptions.Length < letter.To.Count)
        {
            return new SendResult(SendOutcome.Delivered, $"Accepted, but not for everybody. {SmtpWords.Of(some)}", MessageId: letter.MessageId(settings));
        }
        catch (SmtpFailedRecipientException one) when (one is not SmtpFailedRecipientsException && letter.To.Count > 1)
        {
            return new SendResult(SendOutcome.Delivered, $"Accepted, but not for everybody. {SmtpWords.Of(one)}", MessageId: letter.MessageId(settings));
        }
        catch (SmtpException refused)
        {
            // SmtpClient goes on without signing in when that fails, and is only then refused.
            var hint = settings.User is { } user && SmtpWords.IsAboutSigningIn(refused) ? $". BotPerf signs in as {user}: is the password right?" : "";
            var outcome = SmtpWords.OutcomeOf(refused);
            return new SendResult(outcome == SendOutcome.Unknown ? OutcomeOf(message) : outcome, SmtpWords.Of(refused).TrimEnd('.') + hint);
        }
        catch (Exception broken)
        {
            return new SendResult(OutcomeOf(message), broken.Message);
        }
    }

    // A server may have taken the letter only when the end of its last part has left: one that hangs or hangs up before, at its
    // greeting or at DATA, has taken nothing.
    private static SendOutcome OutcomeOf(MailMessage message) =>
        message.AlternateViews[^1].ContentStream is var last && last.Position < last.Length ? SendOutcome.Failed : SendOutcome.Unknown;
}
