using System.Globalization;
using System.Net.Mail;
using System.Net.Sockets;

namespace BotPerf.Web.Delivery.Mail;

/// <summary>What a mail server has said, and what it means. Pure.</summary>
internal static class SmtpWords
{
    private const string Said = "The server response was: ";

    /// <summary>The code and the server's own words, or why it could not be asked.</summary>
    public static string Of(SmtpException refused)
    {
        var words = refused is SmtpFailedRecipientsException many
            ? string.Join(" ", many.InnerExceptions.Select(one => $"{one.FailedRecipient}: {Own(one.Message)}"))
            : Own(refused.Message);
        // Without an answer, what the network said is more than "Failure sending mail."
        for (var inner = refused.InnerException; inner is not null && Code(refused) < 0; inner = inner.InnerException)
            words += " " + inner.Message;
        return Code(refused) > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Code(refused)} {words}") : words;
    }

    /// <summary>5.x.x never, 4.x.x later; without a connection or an answer later, too. A wrong password can be mended, so: later.</summary>
    public static SendOutcome OutcomeOf(SmtpException refused)
    {
        if (Code(refused) >= 500 && !IsAboutSigningIn(refused))
            return SendOutcome.Refused;
        if (Code(refused) > 0)
            return SendOutcome.Failed;
        // What breaks while they talk comes within an IOException: then nobody knows what the server has taken.
        return Innermost(refused) switch
        {
            System.Security.Authentication.AuthenticationException => SendOutcome.Failed,
            SocketException when !Causes(refused).OfType<IOException>().Any() => SendOutcome.Failed,
            _ => SendOutcome.Unknown,
        };
    }

    // .NET puts words of its own for the code before what the server has said.
    private static string Own(string message) =>
        message.IndexOf(Said, StringComparison.Ordinal) is var at and >= 0 && message[(at + Said.Length)..].Trim() is { Length: > 0 } words ? words : message;

    /// <summary>530, 534, 535 and 538 (RFC 4954).</summary>
    public static bool IsAboutSigningIn(SmtpException refused) => Code(refused) is 530 or 534 or 535 or 538;

    private static int Code(SmtpException refused) => (int)(refused is SmtpFailedRecipientsException { InnerExceptions: [var first, ..] }
        ? first.StatusCode
        : refused.StatusCode);

    private static Exception Innermost(Exception error) => Causes(error).Last();

    private static IEnumerable<Exception> Causes(Exception error)
    {
        for (var one = error; one is not null; one = one.InnerException)
            yield return one;
    }
}
