using System.Globalization;
using System.Net;
using System.Net.Mail;

namespace BotPerf.Web.Delivery.Mail;

/// <summary>What the settings of a mail server may be. Pure.</summary>
internal static class MailValidator
{
    /// <exception cref="ChannelRefusedException">Names the field and its rule.</exception>
    public static MailSettings Check(MailDraft draft, string? passwordBefore)
    {
        var host = draft.Host?.Trim() ?? "";
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
            throw new ChannelRefusedException("host has to be the name or address of the mail server.", "host");
        if (draft.Port is < 1 or > 65_535)
            throw new ChannelRefusedException(string.Create(CultureInfo.InvariantCulture, $"port is from 1 to 65535, and was {draft.Port}."), "port");
        if (draft.Tls is not (MailSettings.StartTls or MailSettings.NoTls))
            throw new ChannelRefusedException($"tls is {MailSettings.StartTls} or {MailSettings.NoTls}.", "tls");
        if (IsAddress(draft.From?.Trim()) is false)
            throw new ChannelRefusedException("from has to be a mail address such as botperf@example.org.", "from");

        var user = OneLine(draft.User, "user");
        var password = string.IsNullOrEmpty(draft.Password) ? passwordBefore : OneLine(draft.Password, "password");
        if (user is not null && draft.Tls == MailSettings.NoTls && !IsThisMachine(host))
            throw new ChannelRefusedException("tls has to be starttls: a password does not go over the network in the clear.", "tls");
        return new MailSettings(
            host, draft.Port, draft.Tls, user, user is null ? null : password, draft.From!.Trim(),
            OneLine(draft.FromName, "fromName") ?? MailSettings.DefaultName);
    }

    public static bool IsAddress(string? text) =>
        text is { Length: > 0 and <= 254 } && !text.Any(char.IsControl) && MailAddress.TryCreate(text, out var address)
        && address.Address == text && address.Host.Length > 0;

    private static string? OneLine(string? text, string field)
    {
        var clean = text?.Trim();
        if (clean is { Length: > 200 } || clean?.Any(char.IsControl) is true)
            throw new ChannelRefusedException($"{field} is one line of at most 200 characters.", field);
        return string.IsNullOrEmpty(clean) ? null : clean;
    }

    private static bool IsThisMachine(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
