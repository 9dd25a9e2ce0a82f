using BotPerf.Shared.Protocol;

namespace BotPerf.Web.Ingest;

/// <summary>
/// Looks a frame over before anything of it is kept. A frame is made by a program, so one wrong value means that its
/// program is wrong: the frame is refused as a whole, with a message that names the column and the place. Pure.
/// </summary>
internal static class FrameValidator
{
    public const long MicrosPerMinute = 60_000_000;
    private const long LatestTimeUs = 253_402_300_799_000_000;  // the last second of the year 9999
    // The SDK sends fifty; a batch of events may have more, but a frame of nothing but stacks is no frame.
    private const int MostErrorGroups = 10 * WireLimits.MaxErrorGroupsPerFrame;
    public const ulong LargestCount = 1UL << 40;

    /// <summary>Larger values mean nothing, and their sums would leave what a number can hold.</summary>
    public const double LargestValue = 1e30;

    /// <summary>Null when all is well.</summary>
    /// <param name="oldestUs">Frames that end before are refused.</param>
    /// <param name="newestUs">Frames that end after are refused.</param>
    public static Fault? Check(Frame frame, long oldestUs, long newestUs) =>
        CheckTime(frame, oldestUs, newestUs)
        ?? CheckDefinitions(frame)
        ?? ColumnRules.Counters(frame.Counters)
        ?? ColumnRules.Gauges(frame.Gauges)
        ?? ColumnRules.Histograms(frame.Histograms)
        ?? ExecutionRules.Check(frame)
        ?? CheckErrors(frame)
        ?? CheckEvents(frame, newestUs)
        ?? CheckInfo(frame.Info);

    private static Fault? CheckTime(Frame frame, long oldestUs, long newestUs)
    {
        if (frame.EndUs < oldestUs || frame.EndUs > newestUs)
        {
            return new Fault(RejectionCode.TimeOutOfRange,
                $"end_us is {frame.EndUs}; the server takes from {oldestUs} to {newestUs} (Unix time in microseconds).");
        }

        return frame.IntervalUs > MicrosPerMinute ? Fault.Invalid("interval_us", "is longer than a minute") : null;
    }

    private static Fault? CheckDefinitions(Frame frame)
    {
        for (var i = 0; i < frame.Series.Count; i++)
        {
            var definition = frame.Series[i];
            var field = $"series[{i}]";
            if (definition.Kind is not (SeriesKind.Counter or SeriesKind.Gauge or SeriesKind.Histogram))
                return Fault.Invalid($"{field}.kind", "is not counter, gauge or histogram");
            if (definition.Labels.Count % 2 != 0)
                return Fault.Invalid($"{field}.labels", "has a name without a value");
            if (definition.Unit.Length > WireLimits.MaxNameLength)
                return Fault.Invalid($"{field}.unit", "is too long");
            if (NameRules.Metric($"{field}.name", definition.Name) is { } wrongName)
                return wrongName;
            if (NameRules.Labels($"{field}.labels", SeriesResolution.LabelsOf(definition)) is { } wrongLabel)
                return wrongLabel;
        }

        return null;
    }

    private static Fault? CheckErrors(Frame frame)
    {
        if (frame.Errors.Count > MostErrorGroups)
            return Fault.Invalid("errors", $"has {frame.Errors.Count} groups; at most {MostErrorGroups}");

        for (var i = 0; i < frame.Errors.Count; i++)
        {
            var error = frame.Errors[i];
            if (error.Type.Length > WireLimits.MaxNameLength)
                return Fault.Invalid($"errors[{i}].type", $"is longer than {WireLimits.MaxNameLength}");
            if (error.Message.Length > WireLimits.MaxErrorMessageLength)
                return Fault.Invalid($"errors[{i}].message", $"is longer than {WireLimits.MaxErrorMessageLength}");
            if (error.Stack.Length > WireLimits.MaxErrorStackLength)
                return Fault.Invalid($"errors[{i}].stack", $"is longer than {WireLimits.MaxErrorStackLength}");
            if (error.Count > LargestCount)
                return Fault.Invalid($"errors[{i}].count", "is beyond 2^40");
        }

        return null;
    }

    private static Fault? CheckEvents(Frame frame, long newestUs)
    {
        for (var i = 0; i < frame.Lifecycle.Count; i++)
        {
            if (frame.Lifecycle[i].Event.Length is 0 or > WireLimits.MaxNameLength)
                return Fault.Invalid($"lifecycle[{i}].event", $"is empty or longer than {WireLimits.MaxNameLength}");
            if (frame.Lifecycle[i].AtUs < 0 || frame.Lifecycle[i].AtUs > newestUs)
                return Fault.Invalid($"lifecycle[{i}].at_us", "is not a time in Unix microseconds, or is in the future");
        }

        for (var i = 0; i < frame.Losses.Count; i++)
        {
            var loss = frame.Losses[i];
            if (loss.What.Length is 0 or > WireLimits.MaxLabelLength || loss.Reason.Length is 0 or > WireLimits.MaxLabelLength)
                return Fault.Invalid($"losses[{i}]", "needs a what and a reason, each at most 200 characters");
            if (loss.Count > LargestCount)
                return Fault.Invalid($"losses[{i}].count", "is beyond 2^40");
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
            ? Fault.Invalid("info.started_at_us", "is not a time in Unix microseconds")
            : null;
    }
}
