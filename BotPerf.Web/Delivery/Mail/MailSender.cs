using System.Globalization;

namespace BotPerf.Web.Delivery.Mail;

/// <summary>Letters to addresses, by the server's own mail settings. A thread stays together in a mail program.</summary>
internal sealed class MailSender(MailServer server, Mailer mailer) : IChannelSender
{
    private const int MaxAddresses = 20;

    public ChannelKind Kind { get; } = new("email", "E-mail", "Letters to one or more addresses, by the mail server of the settings.",
    [
        new("to", "To", "Mail addresses, with commas between them.", Rule),
    ]);

    public async Task<SendResult> SendAsync(Parcel parcel, CancellationToken cancellationToken)
    {
        if (server.Current is not { } settings)
            return new SendResult(SendOutcome.Refused, "No mail server is set: see Settings, Mail.");

        var result = await mailer.SendAsync(settings, LetterBuilder.Of(parcel, Split(parcel.Setting("to"))), cancellationToken);
        // All later letters answer the one that began the thread.
        var isFirst = result.Outcome == SendOutcome.Delivered && parcel.ThreadMessage is null;
        return result with { MessageId = isFirst ? result.MessageId : null, Words = Secret.Remove(result.Words, [settings.Password ?? ""]) };
    }

    private static string? Rule(string text)
    {
        var addresses = Split(text);
        if (addresses.Length > MaxAddresses)
            return string.Create(CultureInfo.InvariantCulture, $"has at most {MaxAddresses} addresses");
        return addresses.Length > 0 && addresses.All(MailValidator.IsAddress)
            ? null
            : "has to be mail addresses with commas between them, such as ada@example.org";
    }

    private static string[] Split(string text) =>
        text.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
