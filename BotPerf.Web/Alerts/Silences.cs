using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Alerts;

/// <summary>A time in which nobody is told of what matches; alerts go on all the same.</summary>
/// <param name="IsMaintenance">Planned work, rather than something that is to be quiet.</param>
/// <param name="Bot">Null: all bots.</param>
/// <param name="Rule">Null: all rules.</param>
/// <param name="Target">What the target's text must contain; null: any.</param>
/// <param name="MaxSeverity">What is worse is told all the same; null: nothing is told.</param>
/// <param name="EndedAt">When a person ended it before its time.</param>
/// <param name="Hidden">How many alerts it has kept quiet.</param>
internal sealed record Silence(
    int Id, bool IsMaintenance, BotId? Bot, int? Rule, string? Target, AlertSeverity? MaxSeverity, DateTimeOffset StartsAt,
    DateTimeOffset EndsAt, string Reason, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, int Hidden)
{
    public const string MaintenanceWord = "maintenance";
    public const string SilenceWord = "silence";

    public bool IsOn(DateTimeOffset now) => EndedAt is null && StartsAt <= now && now < EndsAt;

    public bool Matches(Alert alert) =>
        (Bot is null || Bot == alert.Bot) && (Rule is null || Rule == alert.RuleId)
        && (MaxSeverity is null || alert.Severity <= MaxSeverity)
        && (Target is null || alert.Target.Text.Contains(Target, StringComparison.OrdinalIgnoreCase));

    public static Silence Of(SilenceRow row) => new(
        row.Id, row.Kind == MaintenanceWord, row.BotId is { } bot ? new BotId(bot) : null, row.RuleId, row.Target,
        (AlertSeverity?)row.MaxSeverity, row.StartsAt, row.EndsAt, row.Reason, row.CreatedBy, row.CreatedAt, row.EndedAt, row.Hidden);
}

/// <summary>What a person asks for.</summary>
internal sealed record SilenceDraft(
    bool IsMaintenance, BotId? Bot, int? Rule, string? Target, AlertSeverity? MaxSeverity, DateTimeOffset StartsAt,
    DateTimeOffset EndsAt, string Reason);

/// <summary>The silences: those that may still matter in memory, all in the database.</summary>
/// <remarks><c>by</c> is the e-mail address of whoever asks, for the audit trail.</remarks>
internal sealed class Silences(
    IDbContextFactory<AppDbContext> contexts, AlertReader reader, AuditTrail audit, TimeProvider time) : IDisposable
{
    public const int MostAtOnce = 200;
    public const int LongestReason = 500;
    public const int LongestTarget = 200;
    public static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    private readonly SemaphoreSlim _changing = new(1, 1);
    private volatile IReadOnlyList<Silence> _current = [];

    /// <summary>Raised after a change. A handler hands over at once.</summary>
    public event Action? Changed;

    /// <summary>Those that have not ended. From memory.</summary>
    public IReadOnlyList<Silence> Current => [.. _current.Where(one => one.EndedAt is null && one.EndsAt > time.GetUtcNow())];

    /// <summary>Reads what the database holds. Once, at start.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken) =>
        _current = (await reader.SilencesAsync(time.GetUtcNow(), cancellationToken)).ConvertAll(Silence.Of);

    /// <summary>All, newest first, those that have ended too.</summary>
    public async Task<IReadOnlyList<Silence>> AllAsync(int most, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Silences.AsNoTracking().OrderByDescending(row => row.Id).Take(most).ToListAsync(cancellationToken);
        return rows.ConvertAll(Silence.Of);
    }

    /// <exception cref="AlertRefusedException">It ends before it begins, or lasts too long, or has no reason.</exception>
    public async Task<Silence> AddAsync(SilenceDraft draft, string by, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var reason = draft.Reason.Trim();
        if (reason.Length is 0 or > LongestReason)
            throw new AlertRefusedException($"reason has 1 to {LongestReason} characters: whoever finds it silent wants to know why.", "reason");
        if (draft.Target?.Length > LongestTarget)
            throw new AlertRefusedException($"target has at most {LongestTarget} characters.", "target");
        if (draft.EndsAt <= draft.StartsAt)
            throw new AlertRefusedException("endsAt lies after startsAt.", "endsAt");
        if (draft.EndsAt <= now)
            throw new AlertRefusedException("endsAt lies in the future.", "endsAt");
        if (draft.EndsAt - draft.StartsAt > Longest)
            throw new AlertRefusedException($"A silence lasts at most {Longest.TotalDays:0} days; it must not be forgotten.", "endsAt");
        if (Current.Count >= MostAtOnce)
            throw new AlertRefusedException($"There are {MostAtOnce} silences already. End one first.");

        var row = new SilenceRow
        {
            Kind = draft.IsMaintenance ? Silence.MaintenanceWord : Silence.SilenceWord,
            BotId = draft.Bot?.Value,
            RuleId = draft.Rule,
            Target = string.IsNullOrWhiteSpace(draft.Target) ? null : draft.Target.Trim(),
            MaxSeverity = (int?)draft.MaxSeverity,
            StartsAt = draft.StartsAt,
            EndsAt = draft.EndsAt,
            Reason = reason,
            CreatedBy = by,
            CreatedAt = now,
        };
        await ChangeAsync(context =>
        {
            context.Silences.Add(row);
            context.Audit.Add(audit.Row(by, "silence.created", reason));
            return Task.CompletedTask;
        }, cancellationToken);
        return Silence.Of(row);
    }

    /// <exception cref="AlertRefusedException">There is no such silence, or it is over.</exception>
    public Task EndAsync(int id, string by, CancellationToken cancellationToken) => ChangeAsync(async context =>
    {
        var row = await ExistingAsync(context, id, cancellationToken);
        row.EndedAt = time.GetUtcNow();
        context.Audit.Add(audit.Row(by, "silence.ended", row.Reason));
    }, cancellationToken);

    /// <summary>Lets one last longer, or end sooner.</summary>
    /// <exception cref="AlertRefusedException">There is no such silence, it is over, or it would last too long.</exception>
    public Task ExtendAsync(int id, DateTimeOffset endsAt, string by, CancellationToken cancellationToken) => ChangeAsync(async context =>
    {
        var row = await ExistingAsync(context, id, cancellationToken);
        if (endsAt <= time.GetUtcNow() || endsAt <= row.StartsAt)
            throw new AlertRefusedException("endsAt lies in the future, and after startsAt.", "endsAt");
        if (endsAt - row.StartsAt > Longest)
            throw new AlertRefusedException($"A silence lasts at most {Longest.TotalDays:0} days; it must not be forgotten.", "endsAt");
        row.EndsAt = endsAt;
        context.Audit.Add(audit.Row(by, "silence.extended", row.Reason));
    }, cancellationToken);

    /// <summary>Silences were changed in somebody else's transaction: they have kept alerts quiet.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await LoadAsync(cancellationToken);
        }
        finally
        {
            _changing.Release();
        }

        Changed?.Invoke();
    }

    public void Dispose() => _changing.Dispose();

    private async Task<SilenceRow> ExistingAsync(AppDbContext context, int id, CancellationToken cancellationToken) =>
        await context.Silences.FindAsync([id], cancellationToken) is { EndedAt: null } row && row.EndsAt > time.GetUtcNow()
            ? row
            : throw new AlertRefusedException("There is no such silence, or it is over already.");

    private async Task ChangeAsync(Func<AppDbContext, Task> change, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await change(context);
            await context.SaveChangesAsync(cancellationToken);
            await LoadAsync(CancellationToken.None);
        }
        finally
        {
            _changing.Release();
        }

        Changed?.Invoke();
    }
}
