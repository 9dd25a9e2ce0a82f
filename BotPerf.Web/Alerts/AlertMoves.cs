using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Alerts;

/// <summary>A step of the evaluator that has to be written down.</summary>
/// <param name="Worst">The farthest from good since the last one.</param>
/// <param name="Detail">Of one that opens: what people need to know beside its value.</param>
internal sealed record AlertMove(AlertRule Rule, BotId Bot, AlertTarget Target, AlertStep Step, double? Value, double? Worst, string Unit,
    string? Detail = null)
{
    public AlertKey Key => new(Rule.Id, Bot, Target.Key);
}

/// <summary>Writes the steps of the evaluator into the alerts: one transaction for all of a round.</summary>
internal sealed class AlertMoves(AlertBook book)
{
    /// <returns>The alerts as they are now.</returns>
    public Task<IReadOnlyList<Alert>> WriteAsync(IReadOnlyList<AlertMove> moves, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = moves.SelectMany(move => new[] { book.Active.GetValueOrDefault(move.Key)?.Id, book.Ended.GetValueOrDefault(move.Key)?.Id })
            .OfType<int>().Distinct().ToList();
        return book.ChangeAsync(ids, (context, rows) =>
        {
            var added = new List<AlertRow>();
            foreach (var move in moves)
            {
                var row = book.Active.GetValueOrDefault(move.Key) is { } active ? rows.GetValueOrDefault(active.Id) : null;
                if (Write(context, move, row, Previous(move, rows), now) is { } more)
                    added.Add(more);
            }

            return Task.FromResult<IReadOnlyList<AlertRow>>(added);
        }, cancellationToken);
    }

    private AlertRow? Previous(AlertMove move, Dictionary<int, AlertRow> rows) =>
        book.Ended.GetValueOrDefault(move.Key) is { } ended ? rows.GetValueOrDefault(ended.Id) : null;

    private static AlertRow? Write(AppDbContext context, AlertMove move, AlertRow? row, AlertRow? previous, DateTimeOffset now)
    {
        AlertRow? added = null;
        var (rule, step) = (move.Rule, move.Step);
        switch (step.Transition)
        {
            case AlertTransition.Withdrawn:
                if (row is not null)
                    context.Remove(row);
                return null;
            case AlertTransition.BecamePending when row is null:
                row = added = Begin(context, move, now);
                break;
            case AlertTransition.Opened:
                if (row is null)
                    row = added = Begin(context, move, now);
                row = Reopened(context, rule, row, previous, now);
                if (!ReferenceEquals(row, added) && added is not null)
                    added = null;
                AlertLife.Open(row, rule, step.Next, now, move.Detail);
                break;
            case AlertTransition.Worsened when row is not null:
                AlertLife.Worsen(row, rule, step.Next.Level, now);
                break;
            case AlertTransition.LostData when row is not null:
                AlertLife.Write(row, now, AuditTrail.Program, AlertWords.NoData);
                break;
            case AlertTransition.DataBack when row is not null:
                AlertLife.Write(row, now, AuditTrail.Program, AlertWords.DataBack);
                break;
            case AlertTransition.Resolved or AlertTransition.Expired when row is not null:
                var why = step.Transition == AlertTransition.Expired ? "No value came any more." : null;
                AlertLife.Measure(row, rule, step.Next, move.Value, move.Worst);
                AlertLife.Resolve(row, rule.Cooldown, AlertLife.ByItself, why, now);
                return null;
        }

        if (row is not null)
            AlertLife.Measure(row, rule, step.Next, move.Value, move.Worst);
        return added;
    }

    // The same trouble soon after its end is the same alert; a flapping one is the same for hours.
    private static AlertRow Reopened(AppDbContext context, AlertRule rule, AlertRow row, AlertRow? previous, DateTimeOffset now)
    {
        if (previous is not { ResolvedBy: AlertLife.ByItself, ResolvedAt: { } ended } || row.OpenedAt is not null)
            return row;

        if (now - ended <= rule.Cooldown || previous.FlappingSince is not null)
        {
            context.Remove(row);
            return previous;
        }

        if (now - ended <= TellPlan.Memory)
            row.Reopened = previous.Reopened + 1;
        return row;
    }

    private static AlertRow Begin(AppDbContext context, AlertMove move, DateTimeOffset now)
    {
        var row = AlertLife.Begin(move.Rule, move.Bot.Value, move.Target, move.Unit, now);
        context.Alerts.Add(row);
        return row;
    }
}
