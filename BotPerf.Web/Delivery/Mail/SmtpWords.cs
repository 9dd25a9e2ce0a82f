using System.Globalization;
using System.Net.Mail;
using System.Net.Sockets;

namespace BotPerf.Web.Delivery.Mail;

/// <summary>What a mail server has said, and what it means. Pure.</summary>
internal static class SmtpWords
{
    /// <summary>The code and the server's own words, or why it could not be asked.</summary>
    public static string Of(SmtpException refused)
    {
        var words = refused is SmtpFailedRecipientsException many
            ? string.Join(" ", many.InnerExceptions.Select(one => $"{one.FailedRecipient}: {one.Message}"))
            : refused.Message;
        // Without an answer, what the network said is more than "Failure sending mail."
        for (var inner = refused.InnerException; inner is not null && Code(refused) < 0; inner = inner.InnerException)
            words += " " + inner.Message;
        return Code(refused) > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Code(refused)} {words}") : words;
    }

    /// <summary>5.x.x never, 4.x.x later; without an answer later, too. A wrong password can be mended, so: later.</summary>
    public static SendOutcome OutcomeOf(SmtpException refused)
    {
        if (Code(refused) >= 500 && !IsAboutSigningIn(refused))
            return SendOutcome.Refused;
        if (Code(refused) > 0)
            return SendOutcome.Failed;
        return Innermost(refused) is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.TryAgain }
            or System.Security.Authentication.AuthenticationException
            ? SendOutcome.Failed
            : SendOutcome.Unknown;
    }

    /// <summary>530, 534, 535 and 538 (RFC 4954).</summary>
    public static bool IsAboutSigningIn(SmtpException refused) => Code(refused) is 530 or 534 or 535 or 538;

    private static int Code(SmtpException refused) => (int)(refused is SmtpFailedRecipientsException { InnerExceptions: [var first, ..] }
        ? first.StatusCode
        : refused.StatusCode);

    private static Exception Innermost(Exception error)
    {
        while (error.InnerException is { } inner)
            error = inner;
        return error;
    }
}
