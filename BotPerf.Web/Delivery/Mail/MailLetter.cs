using System.Net.Mail;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;

namespace BotPerf.Web.Delivery.Mail;

/// <summary>A letter, as text and as HTML.</summary>
/// <param name="Id">The same at every attempt.</param>
/// <param name="List">What List-Id names it: the rules of a mail program sort by it.</param>
/// <param name="Answers">The Message-ID of the letter that began the thread.</param>
/// <param name="Headers">More of them, such as List-Unsubscribe.</param>
/// <param name="Domain">What Message-ID ends in, of a letter that stays the same when the settings change; null: the sender's.</param>
internal sealed record MailLetter(
    IReadOnlyList<string> To, string Subject, string Text, string Html, string Id, string List, string? Answers = null,
    IReadOnlyDictionary<string, string>? Headers = null, string? Domain = null)
{
    public const string DeliveryHeader = "X-BotPerf-Delivery";
    private const int MaxSubject = 150;

    /// <summary>Within angle brackets.</summary>
    public string MessageId(MailSettings settings) => $"<{Id}@{Domain ?? DomainOf(settings)}>";

    public static string DomainOf(MailSettings settings) => new MailAddress(settings.From).Host;

    /// <returns>Null: it cannot be written to one of the addresses.</returns>
    public MailMessage? ToMessageOrNull(MailSettings settings, out string wrong)
    {
        wrong = "";
        try
        {
            return ToMessage(settings);
        }
        catch (FormatException error)
        {
            wrong = error.Message;
            return null;
        }
    }

    public MailMessage ToMessage(MailSettings settings)
    {
        var message = new MailMessage
        {
            From = new MailAddress(settings.From, settings.FromName, Encoding.UTF8),
            Subject = TextCut.OneLine(Subject, MaxSubject),
            SubjectEncoding = Encoding.UTF8,
            Body = Text,
            BodyEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.QuotedPrintable,
        };
        foreach (var to in To)
            message.To.Add(new MailAddress(to));
        var html = AlternateView.CreateAlternateViewFromString(Html, Encoding.UTF8, MediaTypeNames.Text.Html);
        html.TransferEncoding = TransferEncoding.QuotedPrintable;
        message.AlternateViews.Add(html);
        message.Headers["Message-ID"] = MessageId(settings);
        message.Headers["List-Id"] = $"BotPerf <{Token(List)}.botperf.{DomainOf(settings)}>";
        message.Headers["Auto-Submitted"] = "auto-generated";
        message.Headers[DeliveryHeader] = Id;
        if (Answers is not null)
            message.Headers["In-Reply-To"] = message.Headers["References"] = Answers;
        foreach (var (name, value) in Headers ?? new Dictionary<string, string>())
            message.Headers[name] = TextCut.OneLine(value, 900);
        return message;
    }

    /// <summary>Letters and digits only, whatever a person has called it.</summary>
    private static string Token(string text)
    {
        var plain = string.Concat(text.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit));
        return plain.Length > 0 ? TextCut.At(plain, 40).TrimEnd('…') : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
    }
}
