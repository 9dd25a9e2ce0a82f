using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage.Telemetry;
using Google.Protobuf.Collections;

namespace BotPerf.Web.Ingest;

/// <summary>
/// Looks a frame over before anything of it is kept. A frame is made by a program, so one wrong value means that its
/// program is wrong: the frame is refused as a whole, with a message that names the column and the place. Pure.
/// </summary>
internal static class FrameValidator
{
    private const long MicrosPerMinute = 60_000_000;
    private const ulong LongestDurationUs = 30UL * 24 * 3600 * 1_000_000;
    private const long LatestTimeUs = 253_402_300_799_000_000;  // the last second of the year 9999
    // The SDK sends fifty; a batch of events may have more, but a frame of nothing but stacks is no frame.
    private const int MostErrorGroups = 10 * WireLimits.MaxErrorGroupsPerFrame;
    private const ulong LargestCount = 1UL << 40;

    // A frame lasts a minute at most; what is beyond is a broken program, and would cost the live charts their memory.
    private const ulong MostValues = 1UL << 30;

    // The sum of a sketch is added up in another order than its smallest and largest value would be.
    private const double SumSlack = 1e-6;

    /// <summary>Larger values mean nothing, and their sums would leave what a number can hold.</summary>
    public const double LargestValue = 1e30;

    /// <summary>Null when all is well.</summary>
    /// <param name="oldestUs">Frames that end before are refused.</param>
    /// <param name="newestUs">Frames that end after are refused.</param>
    public static Fault? Check(Frame frame, long oldestUs, long newestUs) =>
        CheckTime(frame, oldestUs, newestUs)
        ?? CheckDefinitions(frame)
        ?? CheckCounters(frame.Counters)
        ?? CheckGauges(frame.Gauges)
        ?? CheckHistograms(frame.Histograms)
        ?? CheckExecutions(frame)
        ?? CheckErrors(frame)
        ?? CheckEvents(frame, newestUs)
        ?? CheckInfo(frame.Info);

    /// <summary>Checks every number of a series against the series it names. Null when all is well.</summary>
    public static Fault? CheckReferences(Frame frame, IReadOnlyList<Series> series) =>
        CheckKind("counters.series", frame.Counters?.Series, series, SeriesKind.Counter)
        ?? CheckKind("gauges.series", frame.Gauges?.Series, series, SeriesKind.Gauge)
        ?? CheckKind("histograms.series", frame.Histograms?.Series, series, SeriesKind.Histogram)
        ?? CheckKind("executions.series", frame.Executions?.Series, series, SeriesKind.Histogram)
        ?? CheckErrorSeries(frame, series);

    private static Fault? CheckTime(Frame frame, long oldestUs, long newestUs)
    {
        if (frame.EndUs < oldestUs || frame.EndUs > newestUs)
        {
            return new Fault(RejectionCode.TimeOutOfRange,
                $"end_us is {frame.EndUs}; the server takes from {oldestUs} to {newestUs} (Unix time in microseconds).");
        }

        return frame.IntervalUs > MicrosPerMinute ? Invalid("interval_us", "is longer than a minute") : null;
    }

    private static Fault? CheckDefinitions(Frame frame)
    {
        for (var i = 0; i < frame.Series.Count; i++)
        {
            var definition = frame.Series[i];
            var field = $"series[{i}]";
            if (definition.Kind is not (SeriesKind.Counter or SeriesKind.Gauge or SeriesKind.Histogram))
                return Invalid($"{field}.kind", "is not counter, gauge or histogram");
            if (definition.Labels.Count % 2 != 0)
                return Invalid($"{field}.labels", "has a name without a value");
            if (definition.Unit.Length > WireLimits.MaxNameLength)
                return Invalid($"{field}.unit", "is too long");
            if (NameRules.Metric($"{field}.name", definition.Name) is { } wrongName)
                return wrongName;
            if (NameRules.Labels($"{field}.labels", SeriesResolution.LabelsOf(definition)) is { } wrongLabel)
                return wrongLabel;
        }

        return null;
    }

    private static Fault? CheckCounters(Counters? counters)
    {
        if (counters is null)
            return null;
        if (counters.Delta.Count != counters.Series.Count)
            return Length("counters.delta", counters.Delta.Count, counters.Series.Count);

        for (var i = 0; i < counters.Delta.Count; i++)
        {
            if (CheckValue("counters.delta", i, counters.Delta[i]) is { } wrong)
                return wrong;
            if (counters.Delta[i] < 0)
                return Invalid($"counters.delta[{i}]", "is negative; a counter only rises");
        }

        return null;
    }

    private static Fault? CheckGauges(Gauges? gauges)
    {
        if (gauges is null)
            return null;

        return CheckFinite("gauges.last", gauges.Last, gauges.Series.Count)
            ?? (gauges.Min.Count == 0 ? null : CheckFinite("gauges.min", gauges.Min, gauges.Series.Count))
            ?? (gauges.Max.Count == 0 ? null : CheckFinite("gauges.max", gauges.Max, gauges.Series.Count));
    }

    private static Fault? CheckHistograms(Histograms? histograms)
    {
        if (histograms is null)
            return null;

        var count = histograms.Series.Count;
        if (histograms.Bins.Count != count)
            return Length("histograms.bins", histograms.Bins.Count, count);
        if (histograms.Key.Count != histograms.Count.Count)
            return Length("histograms.count", histograms.Count.Count, histograms.Key.Count);

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
                return Invalid($"histograms.min[{i}]", "is negative or above the maximum");
            if (histograms.Bins[i] == 0 || bin + histograms.Bins[i] > histograms.Key.Count)
                return Invalid($"histograms.bins[{i}]", "does not fit the columns key and count");
            if (CheckBins(histograms, (int)bin, (int)histograms.Bins[i], out var values) is { } wrongBin)
                return wrongBin;
            if ((total += values) > MostValues)
                return Invalid($"histograms.count of histogram {i}", $"brings the frame beyond {MostValues} values");
            if (histograms.Sum[i] < histograms.Min[i] * values * (1 - SumSlack)
                || histograms.Sum[i] > histograms.Max[i] * values * (1 + SumSlack))
            {
                return Invalid($"histograms.sum[{i}]", "cannot be the sum of so many values between the minimum and the maximum");
            }

            bin += histograms.Bins[i];
        }

        return bin == histograms.Key.Count ? null : Invalid("histograms.key", "has entries of no histogram");
    }

    private static Fault? CheckBins(Histograms histograms, int first, int bins, out ulong values)
    {
        values = 0;
        var key = 0L;
        for (var i = first; i < first + bins; i++)
        {
            if (i > first && histograms.Key[i] == 0)
                return Invalid($"histograms.key[{i}]", "repeats the key before");
            key += histograms.Key[i];
            if (key > SketchBuckets.MaxKey)
                return Invalid($"histograms.key[{i}]", $"goes beyond the last key, {SketchBuckets.MaxKey}");
            if (histograms.Count[i] is 0 or > LargestCount)
                return Invalid($"histograms.count[{i}]", "is zero or beyond 2^40");
            values += histograms.Count[i];
        }

        return null;
    }

    private static Fault? CheckExecutions(Frame frame)
    {
        if (frame.Executions is not { } executions)
            return null;

        var count = executions.Series.Count;
        if (executions.StartUs.Count != count)
            return Length("executions.start_us", executions.StartUs.Count, count);
        if (executions.DurationUs.Count != count)
            return Length("executions.duration_us", executions.DurationUs.Count, count);

        var wrong = CheckNumbers("executions.error", executions.Error, count, frame.Errors.Count)
            ?? CheckNumbers("executions.guild", executions.Guild, count, executions.Texts.Count)
            ?? CheckNumbers("executions.channel", executions.Channel, count, executions.Texts.Count)
            ?? CheckNumbers("executions.user", executions.User, count, executions.Texts.Count);
        if (wrong is not null)
            return wrong;
        if (executions.AckUs.Count != 0 && executions.AckUs.Count != count)
            return Length("executions.ack_us", executions.AckUs.Count, count);

        var beforeEnd = 0L;
        for (var i = 0; i < count; i++)
        {
            if (executions.DurationUs[i] > LongestDurationUs)
                return Invalid($"executions.duration_us[{i}]", "is longer than 30 days");
            if (executions.AckUs.Count > 0 && executions.AckUs[i] > LongestDurationUs + 1)
                return Invalid($"executions.ack_us[{i}]", "is longer than 30 days");
            beforeEnd = unchecked(beforeEnd + executions.StartUs[i]);
            if (beforeEnd is > MicrosPerMinute or < -(long)LongestDurationUs)
                return Invalid($"executions.start_us[{i}]", "is more than 30 days before the frame's end, or after it");
        }

        for (var i = 0; i < executions.Texts.Count; i++)
        {
            if (NameRules.Text($"executions.texts[{i}]", executions.Texts[i]) is { } tooLong)
                return tooLong;
        }

        return null;
    }

    private static Fault? CheckErrors(Frame frame)
    {
        if (frame.Errors.Count > MostErrorGroups)
            return Invalid("errors", $"has {frame.Errors.Count} groups; at most {MostErrorGroups}");

        for (var i = 0; i < frame.Errors.Count; i++)
        {
            var error = frame.Errors[i];
            if (error.Type.Length > WireLimits.MaxNameLength)
                return Invalid($"errors[{i}].type", $"is longer than {WireLimits.MaxNameLength}");
            if (error.Message.Length > WireLimits.MaxErrorMessageLength)
                return Invalid($"errors[{i}].message", $"is longer than {WireLimits.MaxErrorMessageLength}");
            if (error.Stack.Length > WireLimits.MaxErrorStackLength)
                return Invalid($"errors[{i}].stack", $"is longer than {WireLimits.MaxErrorStackLength}");
            if (error.Count > LargestCount)
                return Invalid($"errors[{i}].count", "is beyond 2^40");
        }

        return null;
    }

    private static Fault? CheckEvents(Frame frame, long newestUs)
    {
        for (var i = 0; i < frame.Lifecycle.Count; i++)
        {
            if (frame.Lifecycle[i].Event.Length is 0 or > WireLimits.MaxNameLength)
                return Invalid($"lifecycle[{i}].event", $"is empty or longer than {WireLimits.MaxNameLength}");
            if (frame.Lifecycle[i].AtUs < 0 || frame.Lifecycle[i].AtUs > newestUs)
                return Invalid($"lifecycle[{i}].at_us", "is not a time in Unix microseconds, or is in the future");
        }

        for (var i = 0; i < frame.Losses.Count; i++)
        {
            var loss = frame.Losses[i];
            if (loss.What.Length is 0 or > WireLimits.MaxLabelLength || loss.Reason.Length is 0 or > WireLimits.MaxLabelLength)
                return Invalid($"losses[{i}]", "needs a what and a reason, each at most 200 characters");
            if (loss.Count > LargestCount)
                return Invalid($"losses[{i}].count", "is beyond 2^40");
        }

        return null;
    }

    private static Fault? CheckInfo(InstanceInfo? info)
    {
        if (info is null)
            return null;

        string[] texts = [info.Version, info.Host, info.Library, info.Runtime, info.Sdk];
        if (texts.Any(text => text.Length > WireLimits.MaxNameLength))
            return new Fault(RejectionCode.NameTooLong, $"info has a text of more than {WireLimits.MaxNameLength} characters.");

        return info.StartedAtUs is < 0 or > LatestTimeUs
            ? Invalid("info.started_at_us", "is not a time in Unix microseconds")
            : null;
    }

    private static Fault? CheckKind(
        string field, RepeatedField<uint>? numbers, IReadOnlyList<Series> series, SeriesKind kind)
    {
        for (var i = 0; i < numbers?.Count; i++)
        {
            if (numbers[i] >= series.Count)
                return Invalid($"{field}[{i}]", $"is {numbers[i]}, but only {series.Count} {HubContract.SeriesUndefined}");
            if (series[(int)numbers[i]].Kind != kind)
                return Invalid($"{field}[{i}]", $"names a series that is not a {kind.ToString().ToLowerInvariant()}");
        }

        return null;
    }

    private static Fault? CheckErrorSeries(Frame frame, IReadOnlyList<Series> series)
    {
        for (var i = 0; i < frame.Errors.Count; i++)
        {
            if (frame.Errors[i].Series > series.Count)
                return Invalid($"errors[{i}].series", $"is {frame.Errors[i].Series}, but only {series.Count} {HubContract.SeriesUndefined}");
        }

        return null;
    }

    private static Fault? CheckNumbers(string field, RepeatedField<uint> numbers, int count, int entries)
    {
        if (numbers.Count == 0)
            return null;
        if (numbers.Count != count)
            return Length(field, numbers.Count, count);

        for (var i = 0; i < count; i++)
        {
            if (numbers[i] > entries)
                return Invalid($"{field}[{i}]", $"is {numbers[i]}, but there are only {entries} entries");
        }

        return null;
    }

    private static Fault? CheckFinite(string field, RepeatedField<double> values, int count)
    {
        if (values.Count != count)
            return Length(field, values.Count, count);

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
            return NotFinite($"{field}[{index}]");

        return Math.Abs(value) > LargestValue ? Invalid($"{field}[{index}]", $"is beyond {LargestValue}") : null;
    }

    private static Fault Length(string field, int actual, int expected) =>
        new(RejectionCode.FieldInvalid, $"{field} has {actual} entries where {expected} belong.");

    private static Fault NotFinite(string field) => new(RejectionCode.NotFinite, $"{field} is not a finite number.");

    private static Fault Invalid(string field, string rule) => new(RejectionCode.FieldInvalid, $"{field} {rule}.");
}
