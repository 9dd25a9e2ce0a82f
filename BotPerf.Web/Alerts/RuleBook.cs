using BotPerf.Web.Live;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Alerts;

/// <summary>The rules: the default ones, as they are or as people changed them, and people's own. In memory, and in the database what was changed.</summary>
/// <remarks><c>by</c> is the e-mail address of whoever asks, for the audit trail.</remarks>
internal sealed class RuleBook(
    IDbContextFactory<AppDbContext> contexts, AlertReader reader, AuditTrail audit, LiveStore live, TimeProvider time) : IDisposable
{
    // A person's own have numbers of the database; the default ones lie below them, in their order, for good.
    private const int FirstOwnId = 1_000;

    private readonly SemaphoreSlim _changing = new(1, 1);
    private volatile IReadOnlyList<AlertRule> _rules = [];

    /// <summary>Raised after a change. A handler hands over at once.</summary>
    public event Action? Changed;

    /// <summary>All, the default ones first. A new list after each change.</summary>
    public IReadOnlyList<AlertRule> All => _rules;

    public AlertRule? Find(int id) => _rules.FirstOrDefault(rule => rule.Id == id);

    /// <summary>Reads what the database holds. Once, at start, before the first instance is there.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var rows = await reader.RulesAsync(cancellationToken);
        var rules = new List<AlertRule>();
        for (var i = 0; i < DefaultRules.All.Count; i++)
        {
            var preset = DefaultRules.All[i] with { Id = i + 1 };
            rules.Add(rows.Find(row => row.Key == preset.Key) is { } changed ? RuleOf(changed, preset) : preset);
        }

        rules.AddRange(rows.Where(row => row.Key is null).Select(row => RuleOf(row, null)));
        _rules = rules;
        live.Watched.Set(this, rules.Where(rule => rule.Enabled && rule.Signal.Kind == SignalKind.Metric)
            .SelectMany(rule => rule.Signal.Metrics.Select(metric => (metric, Minutes: rule.Signal.WindowMinutes + 1)))
            .GroupBy(one => one.metric, one => one.Minutes)
            .ToDictionary(metric => metric.Key, metric => metric.Max()));
    }

    /// <summary>A rule of a person's own.</summary>
    /// <exception cref="AlertRefusedException">There are too many.</exception>
    public async Task<AlertRule> AddAsync(string name, bool enabled, RuleDefinition definition, string by, CancellationToken cancellationToken)
    {
        if (_rules.Count(rule => rule.Key is null) >= AlertLimits.MostRules)
            throw new AlertRefusedException($"There are {AlertLimits.MostRules} rules of people's own already. Delete one that is no longer used first.");

        var row = new AlertRuleRow { Name = name, Enabled = enabled, Definition = definition.ToJson(), ChangedBy = by };
        await ChangeAsync(context =>
        {
            context.AlertRules.Add(row);
            context.Audit.Add(audit.Row(by, "rule.created", name));
            return Task.FromResult<AlertRuleRow?>(row);
        }, cancellationToken);
        return Find(FirstOwnId + row.Id)!;
    }

    /// <exception cref="AlertRefusedException">There is no such rule.</exception>
    public async Task<AlertRule> ChangeAsync(
        int id, string name, bool enabled, RuleDefinition definition, string by, CancellationToken cancellationToken)
    {
        var rule = Existing(id);
        await ChangeAsync(async context =>
        {
            var row = await RowOfAsync(context, rule, cancellationToken);
            (row.Name, row.Enabled, row.Definition, row.ChangedBy) = (name, enabled, definition.ToJson(), by);
            context.Audit.Add(audit.Row(by, "rule.changed", name));
            return row;
        }, cancellationToken);
        return Find(id)!;
    }

    /// <exception cref="AlertRefusedException">There is no such rule.</exception>
    public Task SwitchAsync(int id, bool enabled, string by, CancellationToken cancellationToken)
    {
        var rule = Existing(id);
        return ChangeAsync(async context =>
        {
            var row = await RowOfAsync(context, rule, cancellationToken);
            (row.Enabled, row.ChangedBy) = (enabled, by);
            context.Audit.Add(audit.Row(by, enabled ? "rule.enabled" : "rule.disabled", rule.Name));
            return row;
        }, cancellationToken);
    }

    /// <summary>Makes a default rule what it was; deletes a person's own.</summary>
    /// <exception cref="AlertRefusedException">There is no such rule.</exception>
    public async Task RemoveAsync(int id, string by, CancellationToken cancellationToken)
    {
        var rule = Existing(id);
        await ChangeAsync(async context =>
        {
            var row = rule.Key is { } key
                ? await context.AlertRules.SingleOrDefaultAsync(one => one.Key == key, cancellationToken)
                : await context.AlertRules.FindAsync([id - FirstOwnId], cancellationToken);
            if (row is not null)
                context.AlertRules.Remove(row);
            context.Audit.Add(audit.Row(by, rule.Key is null ? "rule.deleted" : "rule.reset", rule.Name));
            return row;
        }, cancellationToken);
    }

    public void Dispose() => _changing.Dispose();

    private AlertRule Existing(int id) => Find(id) ?? throw new AlertRefusedException("There is no such rule.");

    private static AlertRule RuleOf(AlertRuleRow row, AlertRule? preset) => row.Definition is { } definition
        ? RuleDefinition.Parse(definition).ToRule(preset?.Id ?? FirstOwnId + row.Id, row.Key, row.Name, row.Enabled)
        : preset! with { Enabled = row.Enabled };

    private static async Task<AlertRuleRow> RowOfAsync(AppDbContext context, AlertRule rule, CancellationToken cancellationToken)
    {
        if (rule.Key is not { } key)
            return (await context.AlertRules.FindAsync([rule.Id - FirstOwnId], cancellationToken))!;

        var row = await context.AlertRules.SingleOrDefaultAsync(one => one.Key == key, cancellationToken);
        if (row is null)
            context.AlertRules.Add(row = new AlertRuleRow { Key = key, Name = rule.Name, Enabled = rule.Enabled, ChangedBy = "" });
        return row;
    }

    private async Task ChangeAsync(Func<AppDbContext, Task<AlertRuleRow?>> change, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            if (await change(context) is { } row)
                row.ChangedAt = time.GetUtcNow();
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

/// <summary>What was asked cannot be done; the message is for the person who asked.</summary>
internal sealed class AlertRefusedException(string message, string? fieldName = null) : Exception(message)
{
    /// <summary>The field that is wrong; null: what is there does not allow it.</summary>
    public string? FieldName => fieldName;
}
