using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Live;

/// <summary>Takes the single executions and the errors of a frame over into the columns of their minute.</summary>
internal static class ExecutionAppender
{
    public static void Append(LiveFrame live, ExecutionColumns columns)
    {
        Span<int> errors = live.Frame.Errors.Count <= 64 ? stackalloc int[live.Frame.Errors.Count] : new int[live.Frame.Errors.Count];
        for (var i = 0; i < errors.Length; i++)
        {
            var error = live.Frame.Errors[i];
            var series = error.Series == 0 ? 0 : live.Series[(int)error.Series - 1].Id;
            errors[i] = columns.AddError(new ErrorKey(series, error.Type, error.Message, error.Stack), (long)error.Count);
        }

        if (live.Frame.Executions is not { } executions)
            return;

        var start = live.Frame.EndUs;
        for (var i = 0; i < executions.Series.Count; i++)
        {
            start += executions.StartUs[i];
            var error = executions.Error.Count == 0 || executions.Error[i] == 0 ? 0 : errors[(int)executions.Error[i] - 1];
            columns.Add(
                live.Series[(int)executions.Series[i]].Id,
                start,
                executions.DurationUs[i],
                executions.AckUs.Count == 0 ? 0 : executions.AckUs[i],
                error,
                (Text(executions.Guild, i), Text(executions.Channel, i), Text(executions.User, i)));
        }

        int Text(IReadOnlyList<uint> numbers, int index) =>
            numbers.Count == 0 || numbers[index] == 0 ? 0 : columns.AddText(executions.Texts[(int)numbers[index] - 1]);
    }
}
