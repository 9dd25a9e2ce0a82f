using BotPerf.Client.Sending;
using BotPerf.Shared.Protocol;

namespace BotPerf.Client.Recording;

/// <summary>A number of things that were lost, and why.</summary>
internal readonly record struct LossCount(string What, string Reason, long Count);

/// <summary>
/// Every loss by what and why. A loss waits here until a frame takes it along, comes back when that frame is lost, and is
/// forgotten when the frame is acknowledged; the totals stay for the statistics.
/// </summary>
internal sealed class LossLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string What, string Reason), long> _pending = [];
    private readonly Dictionary<(string What, string Reason), long> _totals = [];
    private long _refusedExecutions;
    private long _refusedSamples;

    /// <summary>Something that was recorded is lost.</summary>
    public void Lose(string what, string reason, long count)
    {
        if (count == 0)
            return;

        lock (_gate)
        {
            Increase(_pending, (what, reason), count);
            Increase(_totals, (what, reason), count);
        }
    }

    /// <summary>A self-contained frame, or what was left of one, is lost with everything in it.</summary>
    public void Lose(Frame frame, string reason)
    {
        var tally = SelfContainedFrame.Tally(frame);
        Lose(LossNames.Executions, reason, tally.Executions);
        Lose(LossNames.Samples, reason, tally.Samples);
        Lose(LossNames.Updates, reason, (frame.Counters?.Series.Count ?? 0) + (frame.Gauges?.Series.Count ?? 0));
        Lose(LossNames.Events, reason, frame.Lifecycle.Count);
        if (frame.Histograms is null)
            Lose(LossNames.ExecutionDetails, reason, frame.Executions?.Series.Count ?? 0);
        // A loss that is alone in it is what was wrong with it.
        if (frame.Series.Count > 0 || frame.Losses.Count > 1)
            PutBack(frame.Losses.Select(loss => new LossCount(loss.What, loss.Reason, (long)loss.Count)));
    }

    /// <summary>Something was refused before it was recorded: it counts as recorded and as lost.</summary>
    public void Refuse(string what, string reason)
    {
        if (what == LossNames.Executions)
            Interlocked.Increment(ref _refusedExecutions);
        else if (what == LossNames.Samples)
            Interlocked.Increment(ref _refusedSamples);
        Lose(what, reason, 1);
    }

    public long RefusedExecutions => Interlocked.Read(ref _refusedExecutions);
    public long RefusedSamples => Interlocked.Read(ref _refusedSamples);

    /// <summary>What a frame takes along.</summary>
    public IReadOnlyList<LossCount> Take()
    {
        lock (_gate)
        {
            if (_pending.Count == 0)
                return [];
            var taken = _pending.Select(loss => new LossCount(loss.Key.What, loss.Key.Reason, loss.Value)).ToArray();
            _pending.Clear();
            return taken;
        }
    }

    /// <summary>The frame that carried them is lost: they wait for the next.</summary>
    public void PutBack(IEnumerable<LossCount> losses)
    {
        lock (_gate)
        {
            foreach (var loss in losses)
                Increase(_pending, (loss.What, loss.Reason), loss.Count);
        }
    }

    /// <summary>All losses since the start.</summary>
    public IReadOnlyList<LossCount> Totals()
    {
        lock (_gate)
            return [.. _totals.Select(loss => new LossCount(loss.Key.What, loss.Key.Reason, loss.Value))];
    }

    private static void Increase(Dictionary<(string, string), long> counts, (string, string) key, long by) =>
        counts[key] = counts.GetValueOrDefault(key) + by;
}

/// <summary>What can be lost and why, in the words of docs/protocol.md.</summary>
internal static class LossNames
{
    /// <summary>Executions that are in no sketch on the server.</summary>
    public const string Executions = "executions";

    /// <summary>Values of other histograms.</summary>
    public const string Samples = "samples";

    /// <summary>Only the single record: the execution is counted in its sketch.</summary>
    public const string ExecutionDetails = "execution_details";

    /// <summary>Only type and message: the failure is counted in command_errors_total.</summary>
    public const string ErrorDetails = "error_details";
    public const string Updates = "updates";
    public const string Frames = "frames";
    public const string Events = "events";

    /// <summary>Sets of labels that were counted under <c>__other__</c>.</summary>
    public const string Labels = "labels";

    public const string NotFinite = "not_finite";
    public const string Negative = "duration_negative";
    public const string NameInvalid = "name_invalid";
    public const string SeriesLimit = "series_limit";
    public const string DetailLimit = "detail_limit";
    public const string SampledOut = "sampled_out";
    public const string QueueFull = "queue_full";
    public const string TooOld = "too_old";
    public const string Refused = "refused";
    public const string NoServer = "no_server";

    /// <summary>The bot ended before the server answered.</summary>
    public const string Shutdown = "shutdown";
    public const string SpoolFull = "spool_full";
    public const string SpoolDamaged = "spool_damaged";

    /// <summary>Why a value that must be finite and not negative was refused.</summary>
    public static string ReasonFor(double value) => double.IsFinite(value) ? Negative : NotFinite;
}
