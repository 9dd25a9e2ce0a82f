using System.Data.Common;
using BotPerf.Client.Recording;

namespace BotPerf.Client.Instrumenting;

/// <summary>Takes queries from whoever sees them, each once: Entity Framework's own are also seen by the provider below it.</summary>
internal sealed class QueryRecorder(NameTable<OutcomeSeries> queries, LossLedger losses)
{
    /// <summary>The command that Entity Framework is handing to the provider on this thread.</summary>
    [ThreadStatic]
    private static DbCommand? t_handedDown;

    public static void HandDown(DbCommand? command) => t_handedDown = command;

    /// <summary>True, once: Entity Framework counts it.</summary>
    /// <param name="isIt">Whether the command that was handed down is the one that begins now.</param>
    public static bool IsCountedAbove(Func<DbCommand, bool> isIt)
    {
        if (t_handedDown is not { } command || !isIt(command))
            return false;
        t_handedDown = null;
        return true;
    }

    public void Record(string? text, double seconds, bool success)
    {
        if (!(seconds >= 0 && seconds <= double.MaxValue))
            losses.Refuse(LossNames.Samples, LossNames.ReasonFor(seconds));
        else if (queries.Find(QueryType.Of(text)) is not { } series)
            losses.Refuse(LossNames.Samples, LossNames.SeriesLimit);
        else
        {
            series.Durations.Record(seconds);
            if (!success)
                series.Errors?.Add(1);
        }
    }
}
