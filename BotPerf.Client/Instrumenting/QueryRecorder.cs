using System.Data.Common;
using System.Runtime.CompilerServices;
using BotPerf.Client.Recording;

namespace BotPerf.Client.Instrumenting;

/// <summary>Takes queries from whoever sees them, each once: Entity Framework's own are also seen by the provider below it.</summary>
internal sealed class QueryRecorder(NameTable<OutcomeSeries> queries, LossLedger losses)
{
    // The command that Entity Framework is handing to the provider on this thread. By its identity alone: a reference would
    // keep it, and its connection, for as long as the thread does nothing else.
    [ThreadStatic]
    private static int t_handedDown;

    [ThreadStatic]
    private static bool t_isNpgsqls;

    public static void HandDown(DbCommand? command)
    {
        t_handedDown = command is null ? 0 : RuntimeHelpers.GetHashCode(command);
        t_isNpgsqls = command?.GetType().Namespace == NpgsqlWatch.Npgsql;
    }

    /// <summary>True, once: this command is Entity Framework's, which counts it.</summary>
    public static bool IsCountedAbove(DbCommand command)
    {
        if (t_handedDown != RuntimeHelpers.GetHashCode(command))
            return false;
        t_handedDown = 0;
        return true;
    }

    /// <summary>True, once: the command of Npgsql that begins now is Entity Framework's. Which one it is cannot be seen.</summary>
    public static bool IsNpgsqlCountedAbove()
    {
        var counted = t_isNpgsqls;
        t_isNpgsqls = false;
        return counted;
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
