using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Alerts;

/// <summary>How busy the rules are.</summary>
internal sealed class RuleActivity(IDbContextFactory<AppDbContext> contexts, AlertBook book)
{
    /// <summary>Of each rule, how many alerts are open or acknowledged. From memory.</summary>
    public IReadOnlyDictionary<int, int> Open() =>
        book.Open().GroupBy(alert => alert.RuleId).ToDictionary(rule => rule.Key, rule => rule.Count());

    /// <summary>Of each rule, how many alerts opened since then.</summary>
    public async Task<IReadOnlyDictionary<int, int>> FiredAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Alerts.AsNoTracking().Where(row => row.OpenedAt >= since).GroupBy(row => row.RuleId)
            .Select(rule => new { rule.Key, Count = rule.Count() }).ToDictionaryAsync(rule => rule.Key, rule => rule.Count, cancellationToken);
    }
}
