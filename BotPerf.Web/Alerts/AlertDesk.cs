using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Alerts;

/// <summary>What came of something that a person did to alerts.</summary>
/// <param name="Action">Names it, for <see cref="AlertDesk.UndoAsync"/>; null: nothing was done.</param>
/// <param name="Done">The alerts it was done to, as they are now.</param>
/// <param name="Refused">Those it could not be done to, each with the reason, for the person.</param>
internal sealed record DeskResult(string? Action, IReadOnlyList<Alert> Done, IReadOnlyList<(int Id, string Reason)> Refused);

/// <summary>What people do with alerts, one or many at once. Of two who act at the same time one wins, and the other is told who.</summary>
/// <remarks><c>by</c> is the e-mail address of the person, or the token's name.</remarks>
internal sealed class AlertDesk(AlertBook book, TimeProvider time)
{
    /// <summary>So many in one action.</summary>
    public const int MostAtOnce = 5_000;

    public const int LongestNote = 2_000;

    public const string NotThere = "There is no such alert.";

    /// <summary>A snooze, or an acknowledgement with an end; what is to be quiet for longer is a silence.</summary>
    public static readonly TimeSpan LongestUntil = TimeSpan.FromDays(30);

    /// <param name="ids">Which.</param>
    /// <param name="by">Who.</param>
    /// <param name="note">A word to the others; null for none.</param>
    /// <param name="until">When it ends by itself; null: when the alert resolves or worsens.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<DeskResult> AcknowledgeAsync(
        IReadOnlyCollection<int> ids, string by, string? note, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        Check(until);
        return ActAsync(ids, by, AlertWords.Acknowledged, note, row => row.State switch
        {
            "acknowledged" => $"{row.AcknowledgedBy} has acknowledged it already.",
            "open" => null,
            var other => $"It is {other}; only an open alert can be acknowledged.",
        }, (row, now) => AlertLife.Acknowledge(row, by, until, note, now), cancellationToken);
    }

    /// <param name="ids">Which.</param>
    /// <param name="by">Who.</param>
    /// <param name="assignee">Whose it is now; null: nobody's.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<DeskResult> AssignAsync(
        IReadOnlyCollection<int> ids, string by, string? assignee, CancellationToken cancellationToken) =>
        ActAsync(ids, by, AlertWords.Assigned, assignee ?? "nobody", MustBeActive, (row, _) => row.Assignee = assignee, cancellationToken);

    /// <summary>Out of sight until then; it comes back by itself, or when it worsens.</summary>
    public Task<DeskResult> SnoozeAsync(
        IReadOnlyCollection<int> ids, string by, DateTimeOffset until, CancellationToken cancellationToken)
    {
        Check(until);
        return ActAsync(ids, by, AlertWords.Snoozed, $"until {Format.Utc(until)}", MustBeActive, (row, now) =>
        {
            row.SnoozedUntil = until;
            row.SeenAt ??= now;
            row.TellAt = null;
        }, cancellationToken);
    }

    /// <summary>Over, by a person's word. The same breach opens no alert again within the rule's cooldown.</summary>
    public Task<DeskResult> ResolveAsync(
        IReadOnlyCollection<int> ids, string by, string? note, CancellationToken cancellationToken) =>
        ActAsync(ids, by, null, note, MustBeActive, (row, now) => AlertLife.Resolve(row, TimeSpan.Zero, by, note, now), cancellationToken);

    /// <summary>Puts away what is over.</summary>
    public Task<DeskResult> ClearAsync(IReadOnlyCollection<int> ids, string by, CancellationToken cancellationToken) =>
        ActAsync(ids, by, AlertWords.Cleared, null, row => row.State switch
        {
            "resolved" => null,
            "cleared" => "It is cleared already.",
            _ => "It is not over. Resolve it first.",
        }, (row, now) => (row.State, row.ClearedAt) = ("cleared", now), cancellationToken);

    /// <summary>Puts away all that has been over since a moment.</summary>
    public async Task<DeskResult> ClearAsync(DateTimeOffset endedBefore, string by, CancellationToken cancellationToken)
    {
        var ids = new List<int>();
        await book.ChangeAsync([], async (context, _) =>
        {
            ids = await context.Alerts.Where(row => row.State == "resolved" && row.ResolvedAt < endedBefore)
                .OrderBy(row => row.Id).Select(row => row.Id).Take(MostAtOnce).ToListAsync(cancellationToken);
            return [];
        }, cancellationToken);
        return await ClearAsync(ids, by, cancellationToken);
    }

    /// <summary>A word to the others.</summary>
    public Task<DeskResult> NoteAsync(IReadOnlyCollection<int> ids, string by, string note, CancellationToken cancellationToken) =>
        ActAsync(ids, by, AlertWords.Noted, note, _ => null, (row, _) => row.Note = note, cancellationToken);

    /// <summary>Somebody has looked at them; no line of the history.</summary>
    public Task SeenAsync(IReadOnlyCollection<int> ids, CancellationToken cancellationToken) =>
        book.ChangeAsync(ids, (_, rows) =>
        {
            foreach (var row in rows.Values)
                row.SeenAt ??= time.GetUtcNow();
            return Task.FromResult<IReadOnlyList<AlertRow>>([]);
        }, cancellationToken);

    /// <summary>Makes undone what was done in one go, to those alerts that nothing has happened to since.</summary>
    public async Task<DeskResult> UndoAsync(string action, string by, CancellationToken cancellationToken)
    {
        var refused = new List<(int, string)>();
        var lines = new List<AlertEventRow>();
        await book.ChangeAsync([], async (context, _) =>
        {
            lines = await context.AlertEvents.AsNoTracking().Where(line => line.Action == action && line.Before != null).ToListAsync(cancellationToken);
            return [];
        }, cancellationToken);
        var now = time.GetUtcNow();
        var done = await book.ChangeAsync([.. lines.Select(line => line.AlertId)], (_, rows) =>
        {
            foreach (var line in lines)
            {
                if (!rows.TryGetValue(line.AlertId, out var row))
                    refused.Add((line.AlertId, NotThere));
                else if (row.Revision != line.Revision)
                    refused.Add((line.AlertId, "It has changed since."));
                else if (line.What == AlertWords.Resolved && book.Active.ContainsKey(AlertKey.Of(row)))
                    refused.Add((line.AlertId, "The same trouble has an open alert again."));
                else
                {
                    AlertLife.Restore(row, line.Before!);
                    // People have heard that it is over, and have to hear that it is not.
                    if (row.Told == TellPlan.Word(Telling.Resolved))
                        TellPlan.Reminded(row, now);
                    AlertLife.Write(row, now, by, AlertWords.Undone, line.What);
                }
            }

            return Task.FromResult<IReadOnlyList<AlertRow>>([]);
        }, cancellationToken);
        return new DeskResult(null, done, refused);
    }

    private void Check(DateTimeOffset? until)
    {
        if (until is { } end && (end <= time.GetUtcNow() || end > time.GetUtcNow() + LongestUntil))
            throw new AlertRefusedException($"until lies in the future, at most {LongestUntil.TotalDays:0} days on.");
    }

    private static string? MustBeActive(AlertRow row) =>
        row.State is "open" or "acknowledged" ? null : $"It is {row.State}; only an open alert can be changed so.";

    // What: null when the change writes its own line.
    private async Task<DeskResult> ActAsync(
        IReadOnlyCollection<int> ids, string by, string? what, string? note, Func<AlertRow, string?> refuse,
        Action<AlertRow, DateTimeOffset> change, CancellationToken cancellationToken)
    {
        if (ids.Count > MostAtOnce)
            throw new AlertRefusedException($"At most {MostAtOnce} alerts at once.");
        if (note?.Length > LongestNote)
            throw new AlertRefusedException($"A note has at most {LongestNote} characters.");

        var action = Guid.CreateVersion7().ToString("N");
        var refused = new List<(int, string)>();
        var now = time.GetUtcNow();
        var done = await book.ChangeAsync(ids, (_, rows) =>
        {
            foreach (var id in ids.Distinct())
            {
                if (!rows.TryGetValue(id, out var row))
                    refused.Add((id, NotThere));
                else if (refuse(row) is { } reason)
                    refused.Add((id, reason));
                else
                {
                    var before = AlertLife.Remember(row);
                    change(row, now);
                    var line = what is null ? row.Events[^1] : AlertLife.Write(row, now, by, what, note);
                    (line.Action, line.Before) = (action, before);
                }
            }

            return Task.FromResult<IReadOnlyList<AlertRow>>([]);
        }, cancellationToken);
        return new DeskResult(done.Count > 0 ? action : null, done, refused);
    }
}
