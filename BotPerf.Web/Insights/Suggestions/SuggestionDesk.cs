using BotPerf.Web.Bots;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Insights.Suggestions;

/// <summary>What people do with suggestions. Of two who decide at the same time one wins, and the other is told who.</summary>
/// <remarks><c>by</c> is the e-mail address of the person, or the token's name.</remarks>
internal sealed class SuggestionDesk(
    IDbContextFactory<AppDbContext> contexts, AuditTrail audit, BotRegistry bots, TimeProvider time)
{
    public const string NotThere = "There is no such suggestion.";
    private const string Changed = "It has changed meanwhile. Look again.";

    /// <param name="reason">Why nobody should follow it.</param>
    public Task<Suggestion> DismissAsync(int id, string by, string? reason, CancellationToken cancellationToken) =>
        ActAsync(id, by, "dismissed", Checked(reason) ?? throw new SuggestionRefusedException("Say why: the next who looks will want to know.", "reason"),
            row => row.ActedValue = row.Value, cancellationToken);

    public Task<Suggestion> SnoozeAsync(int id, string by, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (until <= now || until > now + SuggestionTimes.LongestSnooze)
            throw new SuggestionRefusedException($"until lies in the future, at most {SuggestionTimes.LongestSnooze.TotalDays:0} days on.", "until");
        return ActAsync(id, by, "snoozed", null, row => row.SnoozedUntil = until, cancellationToken);
    }

    /// <summary>It was followed: from now on is measured whether it helped.</summary>
    /// <param name="note">What was done; null: not said.</param>
    public Task<Suggestion> DoneAsync(int id, string by, string? note, CancellationToken cancellationToken) =>
        DoneAsync(id, by, note, time.GetUtcNow(), cancellationToken);

    /// <inheritdoc cref="DoneAsync(int, string, string?, CancellationToken)"/>
    /// <param name="at">When it was done.</param>
    public Task<Suggestion> DoneAsync(int id, string by, string? note, DateTimeOffset at, CancellationToken cancellationToken) =>
        ActAsync(id, by, "done", Checked(note), row =>
        {
            row.ActedAt = at;
            SuggestionVerdict.Begin(row);
        }, cancellationToken);

    /// <summary>Takes back what was decided.</summary>
    public async Task<Suggestion> ReopenAsync(int id, string by, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await FindAsync(context, id, cancellationToken);
        if (row.State is "open")
            throw new SuggestionRefusedException("It is open already.");
        if (row.OpenKey is null)
            throw new SuggestionRefusedException("It is over. It comes back by itself when there is a case for it.");

        SuggestionLife.Reopen(row);
        return await SaveAsync(context, row, by, "reopened", cancellationToken);
    }

    private async Task<Suggestion> ActAsync(
        int id, string by, string state, string? reason, Action<SuggestionRow> change, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await FindAsync(context, id, cancellationToken);
        if (row.State is not ("open" or "snoozed") || row.State == state)
        {
            throw new SuggestionRefusedException(row.ActedBy is { } other && row.State != "gone"
                ? $"{other} has it {row.State} already." : $"It is {row.State}; only an open one can be {state}.");
        }

        (row.State, row.ActedAt, row.ActedBy, row.Reason, row.SnoozedUntil) = (state, time.GetUtcNow(), by, reason, null);
        change(row);
        row.Revision++;
        return await SaveAsync(context, row, by, state, cancellationToken);
    }

    private static async Task<SuggestionRow> FindAsync(AppDbContext context, int id, CancellationToken cancellationToken) =>
        await context.Suggestions.SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw new SuggestionRefusedException(NotThere);

    private async Task<Suggestion> SaveAsync(
        AppDbContext context, SuggestionRow row, string by, string what, CancellationToken cancellationToken)
    {
        var suggestion = Suggestion.Of(row) ?? throw new SuggestionRefusedException(NotThere);
        context.Audit.Add(audit.Row(by, $"suggestion.{what}", $"{suggestion.Title} ({bots.Find(new BotId(row.BotId))?.Name})"));
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw new SuggestionRefusedException(Changed);
        }

        return suggestion;
    }

    private static string? Checked(string? text)
    {
        var said = string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        return said?.Length > SuggestionTimes.LongestReason
            ? throw new SuggestionRefusedException($"At most {SuggestionTimes.LongestReason} characters.", "reason")
            : said;
    }
}
