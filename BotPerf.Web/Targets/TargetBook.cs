using BotPerf.Web.Bots;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Targets;

/// <summary>The targets that people have set: all in memory, and in the database.</summary>
/// <remarks><c>by</c> is the e-mail address of whoever asks, for the audit trail.</remarks>
internal sealed class TargetBook : IDisposable
{
    public const int Most = 100;

    private readonly IDbContextFactory<AppDbContext> _contexts;
    private readonly BotRegistry _bots;
    private readonly AuditTrail _audit;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private volatile IReadOnlyList<Target> _all = [];

    public TargetBook(IDbContextFactory<AppDbContext> contexts, BotRegistry bots, AuditTrail audit, TimeProvider time)
    {
        (_contexts, _bots, _audit, _time) = (contexts, bots, audit, time);
        bots.Deleted += OnBotDeleted;
    }

    /// <summary>In the order they were made. From memory.</summary>
    public IReadOnlyList<Target> All => _all;

    /// <summary>Reads what the database holds; once at start.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        _all = [.. (await context.Targets.AsNoTracking().OrderBy(row => row.Id).ToListAsync(cancellationToken)).Select(row => new Target(
            row.Id, row.Name, row.BotId is { } bot ? new BotId(bot) : null, row.Command, Enum.Parse<TargetKind>(row.Kind, ignoreCase: true),
            row.ThresholdSeconds, row.Objective, row.Days))];
    }

    /// <exception cref="TargetRefusedException">A field is wrong, or there are too many.</exception>
    public async Task<Target> AddAsync(TargetDraft draft, string by, CancellationToken cancellationToken)
    {
        draft.Check(bot => _bots.Find(new BotId(bot)) is not null);
        var row = new TargetRow
        {
            Name = draft.Name.Trim(),
            BotId = draft.Bot,
            Command = draft.Command,
            Kind = Target.WordOf(draft.Kind),
            ThresholdSeconds = draft.ThresholdSeconds,
            Objective = draft.Objective,
            Days = draft.Days,
            CreatedBy = by,
            CreatedAt = _time.GetUtcNow(),
        };
        await ChangeAsync(context =>
        {
            if (_all.Count >= Most)
                throw new TargetRefusedException($"There are {Most} targets already. Remove one first.");
            RequireOwnName(row.Name, row.Id);
            context.Targets.Add(row);
            context.Audit.Add(_audit.Row(by, "target.created", row.Name));
            return Task.CompletedTask;
        }, cancellationToken);
        return _all.Single(target => target.Id == row.Id);
    }

    /// <summary>Replaces everything of one.</summary>
    /// <exception cref="TargetRefusedException">A field is wrong, or there is no such target.</exception>
    public async Task<Target> ChangeAsync(int id, TargetDraft draft, string by, CancellationToken cancellationToken)
    {
        draft.Check(bot => _bots.Find(new BotId(bot)) is not null);
        await ChangeAsync(async context =>
        {
            RequireOwnName(draft.Name.Trim(), id);
            var row = await ExistingAsync(context, id, cancellationToken);
            (row.Name, row.BotId, row.Command, row.Kind) = (draft.Name.Trim(), draft.Bot, draft.Command, Target.WordOf(draft.Kind));
            (row.ThresholdSeconds, row.Objective, row.Days) = (draft.ThresholdSeconds, draft.Objective, draft.Days);
            context.Audit.Add(_audit.Row(by, "target.changed", row.Name));
        }, cancellationToken);
        return _all.Single(target => target.Id == id);
    }

    /// <exception cref="TargetRefusedException">There is no such target.</exception>
    public Task RemoveAsync(int id, string by, CancellationToken cancellationToken) => ChangeAsync(async context =>
    {
        var row = await ExistingAsync(context, id, cancellationToken);
        context.Targets.Remove(row);
        context.Audit.Add(_audit.Row(by, "target.deleted", row.Name));
    }, cancellationToken);

    public void Dispose()
    {
        _bots.Deleted -= OnBotDeleted;
        _changing.Dispose();
    }

    // In the database they go with it.
    private void OnBotDeleted(BotId bot) => _all = [.. _all.Where(target => target.Bot != bot)];

    // Alerts tell targets by their names.
    private void RequireOwnName(string name, int id)
    {
        if (_all.Any(other => other.Id != id && string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase)))
            throw new TargetRefusedException("name is that of another target.", "name");
    }

    private static async Task<TargetRow> ExistingAsync(AppDbContext context, int id, CancellationToken cancellationToken) =>
        await context.Targets.FindAsync([id], cancellationToken) ?? throw new TargetRefusedException("There is no such target.");

    private async Task ChangeAsync(Func<AppDbContext, Task> change, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
            await change(context);
            await context.SaveChangesAsync(cancellationToken);
            await LoadAsync(CancellationToken.None);
        }
        finally
        {
            _changing.Release();
        }
    }
}
