using System.ComponentModel.DataAnnotations;

namespace BotPerf.Web.Delivery.Mail;

/// <summary>The section <c>Mail</c> of the configuration. With a host it goes before what is set on the page.</summary>
internal sealed class MailOptions : IValidatableObject
{
    public const string Section = "Mail";

    public string? Host { get; set; }

    public int Port { get; set; } = MailSettings.DefaultPort;

    /// <summary>starttls or none.</summary>
    public string Tls { get; set; } = MailSettings.StartTls;

    public string? User { get; set; }

    public string? Password { get; set; }

    public string? From { get; set; }

    public string? FromName { get; set; }

    public MailDraft Draft => new(Host, Port, Tls, User, Password, From, FromName);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(Host))
            yield break;
        if (Wrong() is { } wrong)
            yield return new ValidationResult($"The setting {Section}:{wrong.Field} is wrong: {wrong.Why}", [wrong.Field]);
    }

    private (string Field, string Why)? Wrong()
    {
        try
        {
            MailValidator.Check(Draft, null);
            return null;
        }
        catch (ChannelRefusedException refused)
        {
            var field = refused.FieldName ?? nameof(Host);
            return (char.ToUpperInvariant(field[0]) + field[1..], refused.Message);
        }
    }
}
