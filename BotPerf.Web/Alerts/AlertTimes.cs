using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Alerts;

/// <summary>What the clock alone does to alerts: snoozes and acknowledgements run out, flapping ends.</summary>
internal sealed class AlertTimes(AlertBook book)
{
    public async Task LookAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = book.Active.Values.Where(row => IsDue(row, now)).Select(row => row.Id).ToList();
        if (due.Count == 0)
            return;

        await book.ChangeAsync(due, (_, rows) =>
        {
            foreach (var row in rows.Values)
                Pass(row, now);
            return Task.FromResult<IReadOnlyList<AlertRow>>([]);
        }, cancellationToken);
    }

    private static bool IsDue(AlertRow row, DateTimeOffset now) =>
        row.SnoozedUntil <= now || row.AcknowledgedUntil <= now || TellPlan.Settles(row, now);

    private static void Pass(AlertRow row, DateTimeOffset now)
    {
        if (row.SnoozedUntil <= now)
        {
            row.SnoozedUntil = null;
            AlertLife.Write(row, now, AuditTrail.Program, AlertWords.SnoozeEnded);
            TellPlan.Reminded(row, now);
        }

        if (row.AcknowledgedUntil <= now)
        {
            AlertLife.EndAcknowledgement(row, now);
            AlertLife.Write(row, now, AuditTrail.Program, AlertWords.AcknowledgementEnded);
            TellPlan.Reminded(row, now);
        }

        if (TellPlan.Settles(row, now))
        {
            TellPlan.Settled(row, now);
            AlertLife.Write(row, now, AuditTrail.Program, AlertWords.Settled);
        }
    }
}
