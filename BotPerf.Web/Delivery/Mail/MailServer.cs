using System.Globalization;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Delivery.Mail;

/// <summary>Which server mail leaves by: the configuration's, else the one set on the settings page.</summary>
/// <remarks><c>by</c> is the e-mail address of whoever asks, for the audit trail.</remarks>
internal sealed class MailServer(
    IDbContextFactory<AppDbContext> contexts, OutboxLedger ledger, SettingsVault vault, IOptions<MailOptions> options,
    AuditTrail audit, DeliveryPulse pulse)
{
    private const string Setting = "mail";

    private volatile MailSettings? _set;

    private bool IsConfigured => !string.IsNullOrEmpty(options.Value.Host);

    /// <summary>Null: none is set.</summary>
    public MailSettings? Current => IsConfigured ? MailValidator.Check(options.Value.Draft, null) : _set;

    /// <summary>Null: none is set.</summary>
    public MailView? View => Current is { } current
        ? new MailView(current.Host, current.Port, current.Tls, current.User ?? "", Secret.Mask(current.Password), current.From,
            current.FromName, IsConfigured)
        : null;

    /// <summary>Reads what the database holds. Once, at start.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken) =>
        _set = await ledger.SettingAsync(Setting, cancellationToken) is { } closed && vault.Open(closed) is { } open ? Of(open) : null;

    /// <exception cref="ChannelRefusedException">A field is wrong, or the configuration says which server it is.</exception>
    public async Task SetAsync(MailDraft draft, string by, CancellationToken cancellationToken)
    {
        if (IsConfigured)
            throw new ChannelRefusedException("The mail server is set in the configuration (Mail:Host); change it there.");

        var wanted = MailValidator.Check(draft, _set?.Password);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var closed = vault.Close(Fields(wanted));
        if (await context.Settings.SingleOrDefaultAsync(row => row.Name == Setting, cancellationToken) is { } row)
            row.Value = closed;
        else
            context.Settings.Add(new SettingRow { Name = Setting, Value = closed });
        context.Audit.Add(audit.Row(by, "mail.changed", $"{wanted.Host}:{wanted.Port.ToString(CultureInfo.InvariantCulture)} as {wanted.From}"));
        await context.SaveChangesAsync(cancellationToken);
        _set = wanted;
        pulse.Beat();
    }

    private static Dictionary<string, string> Fields(MailSettings settings) => new()
    {
        ["host"] = settings.Host,
        ["port"] = settings.Port.ToString(CultureInfo.InvariantCulture),
        ["tls"] = settings.Tls,
        ["user"] = settings.User ?? "",
        ["password"] = settings.Password ?? "",
        ["from"] = settings.From,
        ["fromName"] = settings.FromName,
    };

    private static MailSettings Of(Dictionary<string, string> fields) => new(
        fields["host"], int.Parse(fields["port"], CultureInfo.InvariantCulture), fields["tls"],
        fields["user"] is { Length: > 0 } user ? user : null, fields["password"] is { Length: > 0 } password ? password : null,
        fields["from"], fields["fromName"]);
}
