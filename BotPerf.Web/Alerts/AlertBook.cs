using System.Collections.Immutable;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Alerts;

/// <summary>One rule and one target of a bot.</summary>
internal readonly record struct AlertKey(int Rule, BotId Bot, string Target)
{
    public static AlertKey Of(AlertRow row) => new(row.RuleId, new BotId(row.BotId), row.Target);
}

/// <summary>
/// The alerts that are not over, and those that ended lately, in memory; all of them in the database. Everything that
/// changes an alert goes through <see cref="ChangeAsync"/>, one after the other.
/// </summary>
internal sealed class AlertBook(
    IDbContextFactory<AppDbContext> contexts, AlertReader reader, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _changing = new(1, 1);
    private volatile ImmutableDictionary<AlertKey, AlertRow> _active = ImmutableDictionary<AlertKey, AlertRow>.Empty;
    private volatile ImmutableDictionary<AlertKey, AlertRow> _ended = ImmutableDictionary<AlertKey, AlertRow>.Empty;

    /// <summary>Raised after a change, with the alerts as they are now. A handler hands over at once.</summary>
    public event Action<IReadOnlyList<Alert>>? Changed;

    /// <summary>Pending, open and acknowledged ones, as they were last saved. Rows that nobody changes.</summary>
    public ImmutableDictionary<AlertKey, AlertRow> Active => _active;

    /// <summary>Of each rule and target the one that ended last, for <see cref="TellPlan.Memory"/>.</summary>
    public ImmutableDictionary<AlertKey, AlertRow> Ended => _ended;

    /// <summary>Those that are open or acknowledged, worst and oldest first. From memory.</summary>
    public IReadOnlyList<Alert> Open() =>
    [
        .. _active.Values.Where(row => row.OpenedAt is not null && row.State != "pending").Select(Alert.Of)
            .OrderByDescending(alert => alert.Severity).ThenBy(alert => alert.OpenedAt),
    ];

    /// <summary>Reads what the database holds. Once, at start.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var row in await reader.CurrentAsync(time.GetUtcNow() - TellPlan.Memory, cancellationToken))
            Keep(row);
    }

    /// <summary>Changes rows in one transaction; nothing is changed when it fails.</summary>
    /// <param name="ids">The rows to be changed; those that are gone are left out.</param>
    /// <param name="change">Given these rows, by their numbers; it may add others to the context and returns those.</param>
    /// <param name="cancellationToken">Ends the waiting, not the writing.</param>
    /// <returns>The alerts as they are now.</returns>
    public async Task<IReadOnlyList<Alert>> ChangeAsync(
        IReadOnlyCollection<int> ids, Func<AppDbContext, Dictionary<int, AlertRow>, Task<IReadOnlyList<AlertRow>>> change,
        CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var known = new Dictionary<int, AlertRow>();
            foreach (var some in ids.Chunk(500))
            {
                foreach (var row in await context.Alerts.Where(row => some.Contains(row.Id)).ToListAsync(cancellationToken))
                    known.Add(row.Id, row);
            }

            var more = await change(context, known);
            List<AlertRow> rows = [.. known.Values.Concat(more).Where(row => context.Entry(row).State is EntityState.Added or EntityState.Modified or EntityState.Deleted)];
            var gone = rows.Where(row => context.Entry(row).State == EntityState.Deleted).ToList();
            await context.SaveChangesAsync(CancellationToken.None);
            foreach (var row in gone)
                _active = _active.Remove(AlertKey.Of(row));
            rows = [.. rows.Except(gone)];
            foreach (var row in rows)
            {
                row.Events.Clear();
                Keep(row);
            }

            Trim();
            var alerts = rows.ConvertAll(Alert.Of);
            // Before the next change is let in: whoever listens hears of them in their order.
            if (alerts.Count > 0)
                Changed?.Invoke(alerts);
            return alerts;
        }
        finally
        {
            _changing.Release();
        }
    }

    public void Dispose() => _changing.Dispose();

    private void Keep(AlertRow row)
    {
        var key = AlertKey.Of(row);
        if (row.OpenKey is not null)
        {
            _active = _active.SetItem(key, row);
            if (_ended.TryGetValue(key, out var old) && old.Id == row.Id)
                _ended = _ended.Remove(key);
            return;
        }

        if (_active.TryGetValue(key, out var active) && active.Id == row.Id)
            _active = _active.Remove(key);
        if (row.ResolvedAt is not null && !(_ended.TryGetValue(key, out var newer) && newer.Id > row.Id))
            _ended = _ended.SetItem(key, row);
    }

    private void Trim()
    {
        var oldest = time.GetUtcNow() - TellPlan.Memory;
        _ended = _ended.RemoveRange(_ended.Where(one => one.Value.ResolvedAt < oldest && one.Value.TellAt is null).Select(one => one.Key));
    }
}
