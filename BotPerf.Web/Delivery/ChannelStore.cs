using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Delivery;

/// <summary>The channels: kept in memory for whoever asks, in the database for good.</summary>
/// <remarks><c>by</c> is the e-mail address of whoever asks, for the audit trail.</remarks>
internal sealed class ChannelStore(
    IDbContextFactory<AppDbContext> contexts, OutboxLedger ledger, Outbox outbox, ChannelKinds kinds, SettingsVault vault, AuditTrail audit,
    DeliveryPulse pulse, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _changing = new(1, 1);
    private volatile IReadOnlyList<Kept> _kept = [];

    /// <summary>All channels by name. From memory.</summary>
    public IReadOnlyList<Channel> All => [.. _kept.Select(kept => kept.Channel)];

    /// <summary>From memory; null when there is no such channel.</summary>
    public Channel? Find(int id) => KeptOf(id)?.Channel;

    /// <summary>Decrypted; null when there is no such channel or they cannot be read. Not for pages or logs.</summary>
    internal IReadOnlyDictionary<string, string>? SettingsOf(int id) =>
        KeptOf(id) is { } kept ? vault.Open(kept.Closed) : null;

    /// <summary>Reads what the database holds. Once, at start.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken) =>
        _kept = [.. (await ledger.ChannelsAsync(cancellationToken)).Select(Keep).OrderBy(kept => kept.Channel.Name, StringComparer.OrdinalIgnoreCase)];

    /// <exception cref="ChannelRefusedException">A field is wrong, the name is taken, or there are too many.</exception>
    public async Task<Channel> AddAsync(ChannelDraft draft, string by, CancellationToken cancellationToken)
    {
        var kind = KindOf(draft.Kind);
        var name = ChannelValidator.Name(draft.Name);
        var settings = ChannelValidator.Check(draft, kind, null);
        var row = await ChangeAsync(async context =>
        {
            if (await context.Channels.CountAsync(cancellationToken) >= ChannelValidator.MaxChannels)
                throw new ChannelRefusedException($"There are {ChannelValidator.MaxChannels} channels already. Remove one first.");
            await RefuseTakenAsync(context, name, 0, cancellationToken);
            var row = new ChannelRow
            {
                Name = name,
                NormalizedName = name.ToUpperInvariant(),
                Kind = kind.Word,
                Enabled = draft.IsEnabled,
                Settings = vault.Close(settings),
                HourlyBudget = draft.HourlyBudget,
                CreatedAt = time.GetUtcNow(),
            };
            context.Channels.Add(row);
            context.Audit.Add(audit.Row(by, "channel.created", $"{name} ({kind.Word})"));
            return row;
        }, cancellationToken);
        return Find(row.Id) ?? throw new ChannelRefusedException("The channel was removed while it was made.");
    }

    /// <summary>Sets the whole state; the kind stays. A secret that is left empty stays too.</summary>
    /// <exception cref="ChannelRefusedException">A field is wrong, the name is taken, or there is no such channel.</exception>
    public async Task<Channel> ChangeAsync(int id, ChannelDraft draft, string by, CancellationToken cancellationToken)
    {
        var name = ChannelValidator.Name(draft.Name);
        await ChangeAsync(async context =>
        {
            var row = await RowAsync(context, id, cancellationToken);
            if (draft.Kind is not null && draft.Kind != row.Kind)
                throw new ChannelRefusedException($"kind stays {row.Kind}: make another channel for another kind.", "kind");
            var settings = ChannelValidator.Check(draft, KindOf(row.Kind), vault.Open(row.Settings));
            await RefuseTakenAsync(context, name, id, cancellationToken);
            (row.Name, row.NormalizedName) = (name, name.ToUpperInvariant());
            (row.Enabled, row.HourlyBudget) = (draft.IsEnabled, draft.HourlyBudget);
            row.Settings = vault.Close(settings);
            context.Audit.Add(audit.Row(by, "channel.changed", name));
            return row;
        }, cancellationToken);
        await ledger.ReleaseAsync(id, time.GetUtcNow(), cancellationToken);
        outbox.Wake();
        return Find(id) ?? throw Missing();
    }

    /// <summary>The channel, its queue and its log are gone at once.</summary>
    /// <exception cref="ChannelRefusedException">There is no such channel.</exception>
    public async Task RemoveAsync(int id, string by, CancellationToken cancellationToken)
    {
        await ChangeAsync(async context =>
        {
            var row = await RowAsync(context, id, cancellationToken);
            context.Channels.Remove(row);
            context.Audit.Add(audit.Row(by, "channel.removed", row.Name));
            return row;
        }, cancellationToken);
        await ledger.ForgetChannelAsync(id, CancellationToken.None);
    }

    public void Dispose() => _changing.Dispose();

    private async Task<ChannelRow> ChangeAsync(
        Func<AppDbContext, Task<ChannelRow>> change, CancellationToken cancellationToken)
    {
        ChannelRow row;
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            row = await change(context);
            await context.SaveChangesAsync(cancellationToken);
            // What is on disk is true now, whoever has stopped waiting for it.
            await LoadAsync(CancellationToken.None);
        }
        finally
        {
            _changing.Release();
        }

        pulse.Beat();
        return row;
    }

    private Kept? KeptOf(int id) => _kept.FirstOrDefault(kept => kept.Channel.Id == id);

    private Kept Keep(ChannelRow row)
    {
        var open = vault.Open(row.Settings);
        var secret = kinds.Find(row.Kind)?.Fields.Where(field => field.IsSecret).Select(field => field.Name).ToHashSet();
        // A handler that is no longer here cannot say what was secret: everything is.
        var shown = open?.ToDictionary(pair => pair.Key, pair =>
            secret is null || secret.Contains(pair.Key) ? Secret.Mask(pair.Value) : pair.Value);
        return new Kept(new Channel(
            row.Id, row.Name, row.Kind, row.Enabled, shown ?? [], row.HourlyBudget, row.CreatedAt, open is not null), row.Settings);
    }

    private ChannelKind KindOf(string? word) => kinds.Find(word) ?? throw new ChannelRefusedException(
        $"kind is one of {string.Join(", ", kinds.All.Select(kind => kind.Word))}.", "kind");

    private static async Task RefuseTakenAsync(AppDbContext context, string name, int own, CancellationToken cancellationToken)
    {
        var normalized = name.ToUpperInvariant();
        if (await context.Channels.AnyAsync(row => row.NormalizedName == normalized && row.Id != own, cancellationToken))
            throw new ChannelRefusedException($"There is a channel named {name} already.", "name");
    }

    private static async Task<ChannelRow> RowAsync(AppDbContext context, int id, CancellationToken cancellationToken) =>
        await context.Channels.SingleOrDefaultAsync(row => row.Id == id, cancellationToken) ?? throw Missing();

    private static ChannelRefusedException Missing() => new("There is no such channel.");

    private sealed record Kept(Channel Channel, string Closed);
}
