using BotPerf.Shared.Protocol;
using Google.Protobuf.Collections;

namespace BotPerf.Web.Ingest;

/// <summary>What a frame's single executions must be like. Pure.</summary>
internal static class ExecutionRules
{
    private const ulong LongestDurationUs = 30UL * 24 * 3600 * 1_000_000;

    /// <summary>Null when all is well.</summary>
    public static Fault? Check(Frame frame)
    {
        if (frame.Executions is not { } executions)
            return null;

        var count = executions.Series.Count;
        if (executions.StartUs.Count != count)
            return Fault.Length("executions.start_us", executions.StartUs.Count, count);
        if (executions.DurationUs.Count != count)
            return Fault.Length("executions.duration_us", executions.DurationUs.Count, count);

        var wrong = CheckNumbers("executions.error", executions.Error, count, frame.Errors.Count)
            ?? CheckNumbers("executions.guild", executions.Guild, count, executions.Texts.Count)
            ?? CheckNumbers("executions.channel", executions.Channel, count, executions.Texts.Count)
            ?? CheckNumbers("executions.user", executions.User, count, executions.Texts.Count);
        if (wrong is not null)
            return wrong;
        if (executions.AckUs.Count != 0 && executions.AckUs.Count != count)
            return Fault.Length("executions.ack_us", executions.AckUs.Count, count);

        var beforeEnd = 0L;
        for (var i = 0; i < count; i++)
        {
            if (executions.DurationUs[i] > LongestDurationUs)
                return Fault.Invalid($"executions.duration_us[{i}]", "is longer than 30 days");
            if (executions.AckUs.Count > 0 && executions.AckUs[i] > LongestDurationUs + 1)
                return Fault.Invalid($"executions.ack_us[{i}]", "is longer than 30 days");
            beforeEnd = unchecked(beforeEnd + executions.StartUs[i]);
            if (beforeEnd is > FrameValidator.MicrosPerMinute or < -(long)LongestDurationUs)
                return Fault.Invalid($"executions.start_us[{i}]", "is more than 30 days before the frame's end, or after it");
        }

        for (var i = 0; i < executions.Texts.Count; i++)
        {
            if (NameRules.Text($"executions.texts[{i}]", executions.Texts[i]) is { } tooLong)
                return tooLong;
        }

        return null;
    }

    private static Fault? CheckNumbers(string field, RepeatedField<uint> numbers, int count, int entries)
    {
        if (numbers.Count == 0)
            return null;
        if (numbers.Count != count)
            return Fault.Length(field, numbers.Count, count);

        for (var i = 0; i < count; i++)
        {
            if (numbers[i] > entries)
                return Fault.Invalid($"{field}[{i}]", $"is {numbers[i]}, but there are only {entries} entries");
        }

        return null;
    }
}
