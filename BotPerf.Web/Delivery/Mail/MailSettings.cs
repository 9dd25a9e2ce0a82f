namespace BotPerf.Web.Delivery.Mail;

/// <summary>The server that mail leaves by.</summary>
/// <param name="Tls">starttls: encrypted or not at all. none: in the clear.</param>
/// <param name="User">Null: without signing in.</param>
/// <param name="From">The sender's address.</param>
internal sealed record MailSettings(string Host, int Port, string Tls, string? User, string? Password, string From, string FromName)
{
    public const string StartTls = "starttls";
    public const string NoTls = "none";
    public const int DefaultPort = 587;
    public const string DefaultName = "BotPerf";

    // A record prints its members, and this one must not.
    public override string ToString() => $"{Host}:{Port}";
}

/// <summary>The settings as somebody wants them.</summary>
/// <param name="Password">Null or empty: as it is.</param>
public sealed record MailDraft(string? Host, int Port, string? Tls, string? User, string? Password, string? From, string? FromName);

/// <summary>The settings as they may be shown.</summary>
/// <param name="Password">Dots, or empty without one.</param>
/// <param name="IsConfigured">They come from the configuration file and are changed there.</param>
public sealed record MailView(
    string Host, int Port, string Tls, string User, string Password, string From, string FromName, bool IsConfigured);
