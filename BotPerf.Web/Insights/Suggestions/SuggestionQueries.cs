using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>Which suggestions are asked for; null stands for all.</summary>
/// <param name="Before">Only those with smaller numbers.</param>
/// <param name="Instance">Only what is about this instance or about more than one.</param>
/// <param name="ActedFrom">Only what was decided at or after this time.</param>
/// <param name="ActedTo">Only what was decided before this time.</param>
internal sealed record SuggestionFilter(
    BotId? Bot, IReadOnlyList<SuggestionState>? States, int? Before = null, string? Instance = null, DateTimeOffset? ActedFrom = null,
    DateTimeOffset? ActedTo = null);

/// <summary>Suggestions for pages and programs.</summary>
internal sealed class SuggestionQueries(IDbContextFactory<AppDbContext> contexts)
{
    public const int MostAtOnce = 501;

    private static readonly List<string> s_kinds = [.. SuggestionRules.All.Select(rule => rule.Kind)];

    // Of the others an instance is at most the worst one.
    private static readonly List<string> s_ofInstances =
        [.. SuggestionRules.All.Where(rule => rule.Scope == SuggestionScope.Instance).Select(rule => rule.Kind)];

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<Suggestion>> ListAsync(SuggestionFilter filter, int take, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await Filtered(context, filter).OrderByDescending(row => row.Id).Take(Math.Min(take, MostAtOnce)).ToListAsync(cancellationToken);
        return [.. found.Select(Suggestion.Of).OfType<Suggestion>()];
    }

    public async Task<int> CountAsync(SuggestionFilter filter, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Filtered(context, filter).CountAsync(cancellationToken);
    }

    public async Task<Suggestion?> FindAsync(int id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Suggestions.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is { } row
            ? Suggestion.Of(row) : null;
    }

    /// <summary>How many there are in each state, of one bot or of all.</summary>
    public async Task<IReadOnlyDictionary<SuggestionState, int>> CountsAsync(BotId? bot, string? instance, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = await Of(context, bot, instance)
            .GroupBy(row => row.State).Select(state => new { state.Key, Count = state.Count() }).ToListAsync(cancellationToken);
        return counts.ToDictionary(state => Suggestion.StateOf(state.Key), state => state.Count);
    }

    private static IQueryable<SuggestionRow> Filtered(AppDbContext context, SuggestionFilter filter)
    {
        var rows = Of(context, filter.Bot, filter.Instance).Where(row => s_kinds.Contains(row.Kind));
        if (filter.States is { } states)
        {
            var words = states.Select(Suggestion.WordOf).ToList();
            rows = rows.Where(row => words.Contains(row.State));
        }

        if (filter.Before is { } before)
            rows = rows.Where(row => row.Id < before);
        if (filter.ActedFrom is { } from)
            rows = rows.Where(row => row.ActedAt >= from);
        if (filter.ActedTo is { } to)
            rows = rows.Where(row => row.ActedAt < to);
        return rows;
    }

    private static IQueryable<SuggestionRow> Of(AppDbContext context, BotId? bot, string? instance)
    {
        var rows = context.Suggestions.AsNoTracking();
        if (bot is { } one)
            rows = rows.Where(row => row.BotId == one.Value);
        return instance is null ? rows : rows.Where(row => !s_ofInstances.Contains(row.Kind) || row.Target == instance);
    }
}
