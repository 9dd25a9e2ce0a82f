using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using Google.Protobuf.Collections;

namespace BotPerf.Web.Ingest;

/// <summary>What a frame's columns of counters, gauges and histograms must be like. Pure.</summary>
internal static class ColumnRules
{
    // A frame lasts a minute at most; what is beyond is a broken program, and would cost the live charts their memory.
    private const ulong MostValues = 1UL << 30;

    // The sum of a sketch is added up in another order than its smallest and largest value would be.
    private const double SumSlack = 1e-6;

    public static Fault? Counters(Counters? counters)
    {
        if (counters is null)
            return null;
        if (counters.Delta.Count != counters.Series.Count)
            return Fault.Length("counters.delta", counters.Delta.Count, counters.Series.Count);

        for (var i = 0; i < counters.Delta.Count; i++)
        {
            if (CheckValue("counters.delta", i, counters.Delta[i]) is { } wrong)
                return wrong;
            if (counters.Delta[i] < 0)
                return Fault.Invalid($"counters.delta[{i}]", "is negative; a counter only rises");
        }

        return null;
    }

    public static Fault? Gauges(Gauges? gauges)
    {
        if (gauges is null)
            return null;

        return CheckFinite("gauges.last", gauges.Last, gauges.Series.Count)
            ?? (gauges.Min.Count == 0 ? null : CheckFinite("gauges.min", gauges.Min, gauges.Series.Count))
            ?? (gauges.Max.Count == 0 ? null : CheckFinite("gauges.max", gauges.Max, gauges.Series.Count));
    }

    public static Fault? Histograms(Histograms? histograms)
    {
        if (histograms is null)
            return null;

        var count = histograms.Series.Count;
        if (histograms.Bins.Count != count)
            return Fault.Length("histograms.bins", histograms.Bins.Count, count);
        if (histograms.Key.Count != histograms.Count.Count)
            return Fault.Length("histograms.count", histograms.Count.Count, histograms.Key.Count);

        var wrong = CheckFinite("histograms.sum", histograms.Sum, count)
            ?? CheckFinite("histograms.min", histograms.Min, count)
            ?? CheckFinite("histograms.max", histograms.Max, count);
        if (wrong is not null)
            return wrong;

        var bin = 0L;
        var total = 0UL;
        for (var i = 0; i < count; i++)
        {
            if (histograms.Min[i] < 0 || histograms.Max[i] < histograms.Min[i])
                return Fault.Invalid($"histograms.min[{i}]", "is negative or above the maximum");
            if (histograms.Bins[i] == 0 || bin + histograms.Bins[i] > histograms.Key.Count)
                return Fault.Invalid($"histograms.bins[{i}]", "does not fit the columns key and count");
            if (CheckBins(histograms, (int)bin, (int)histograms.Bins[i], out var values) is { } wrongBin)
                return wrongBin;
            if ((total += values) > MostValues)
                return Fault.Invalid($"histograms.count of histogram {i}", $"brings the frame beyond {MostValues} values");
            if (histograms.Sum[i] < histograms.Min[i] * values * (1 - SumSlack)
                || histograms.Sum[i] > histograms.Max[i] * values * (1 + SumSlack))
            {
                return Fault.Invalid($"histograms.sum[{i}]", "cannot be the sum of so many values between the minimum and the maximum");
            }

            bin += histograms.Bins[i];
        }

        return bin == histograms.Key.Count ? null : Fault.Invalid("histograms.key", "has entries of no histogram");
    }

    private static Fault? CheckBins(Histograms histograms, int first, int bins, out ulong values)
    {
        values = 0;
        var key = 0L;
        for (var i = first; i < first + bins; i++)
        {
            if (i > first && histograms.Key[i] == 0)
                return Fault.Invalid($"histograms.key[{i}]", "repeats the key before");
            key += histograms.Key[i];
            if (key > SketchBuckets.MaxKey)
                return Fault.Invalid($"histograms.key[{i}]", $"goes beyond the last key, {SketchBuckets.MaxKey}");
            if (histograms.Count[i] is 0 or > FrameValidator.LargestCount)
                return Fault.Invalid($"histograms.count[{i}]", "is zero or beyond 2^40");
            values += histograms.Count[i];
        }

        return null;
    }

    private static Fault? CheckFinite(string field, RepeatedField<double> values, int count)
    {
        if (values.Count != count)
            return Fault.Length(field, values.Count, count);

        for (var i = 0; i < count; i++)
        {
            if (CheckValue(field, i, values[i]) is { } wrong)
                return wrong;
        }

        return null;
    }

    private static Fault? CheckValue(string field, int index, double value)
    {
        if (!double.IsFinite(value))
            return new Fault(RejectionCode.NotFinite, $"{field}[{index}] is not a finite number.");

        return Math.Abs(value) > FrameValidator.LargestValue ? Fault.Invalid($"{field}[{index}]", $"is beyond {FrameValidator.LargestValue}") : null;
    }
}
