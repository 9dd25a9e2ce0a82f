using BotPerf.Client.Recording;
using BotPerf.Shared.Protocol;

namespace BotPerf.Client.Sending;

/// <summary>Single executions in columns, with the errors and texts they refer to.</summary>
internal sealed class ExecutionColumns(Frame frame, FrameContext context)
{
    private const int BytesOfColumns = 32;
    private static readonly long s_longestUs = (long)WireLimits.MaxDuration.TotalMicroseconds;

    private readonly Executions _columns = frame.Executions = new Executions();
    private readonly Dictionary<(CommandError, int Series), uint> _errors = [];
    private readonly Dictionary<string, uint> _texts = new(StringComparer.Ordinal);
    private long _previousStart;
    private bool _anyAcknowledged;
    private bool _anyOrigin;

    /// <summary>Bytes that one more would add, never too few.</summary>
    public int CostOf(in ExecutionDetail detail)
    {
        var cost = BytesOfColumns;
        if (detail.Error is { } error && !_errors.ContainsKey((error, detail.Series)))
            cost += 24 + 3 * (error.Type.Length + error.Message.Length + error.Stack.Length);
        if (detail.Origin is { } origin)
            cost += 15 + 3 * ((origin.Guild?.Length ?? 0) + (origin.Channel?.Length ?? 0) + (origin.User?.Length ?? 0));
        return cost;
    }

    public void Add(in ExecutionDetail detail)
    {
        var start = Math.Max(context.Microseconds(detail.Started - context.End), -s_longestUs);
        _columns.Series.Add((uint)detail.Series);
        _columns.StartUs.Add(start - _previousStart);
        _columns.DurationUs.Add((ulong)Math.Min(context.Microseconds(detail.Duration), s_longestUs));
        _columns.AckUs.Add(detail.Acknowledged < 0 ? 0 : (ulong)context.Microseconds(detail.Acknowledged) + 1);
        _columns.Error.Add(detail.Error is null ? 0 : NumberOf(detail.Error, detail.Series));
        _columns.Guild.Add(NumberOf(context.Privacy.Guild(detail.Origin)));
        _columns.Channel.Add(NumberOf(context.Privacy.Channel(detail.Origin)));
        _columns.User.Add(NumberOf(context.Privacy.User(detail.Origin)));
        _anyAcknowledged |= detail.Acknowledged >= 0;
        _anyOrigin |= detail.Origin is not null;
        _previousStart = start;
    }

    /// <summary>Leaves out the columns in which nothing stands.</summary>
    public void Complete()
    {
        if (!_anyAcknowledged)
            _columns.AckUs.Clear();
        if (_errors.Count == 0)
            _columns.Error.Clear();
        if (_anyOrigin)
            return;

        _columns.Guild.Clear();
        _columns.Channel.Clear();
        _columns.User.Clear();
    }

    private uint NumberOf(CommandError error, int series)
    {
        if (!_errors.TryGetValue((error, series), out var number) && !HasRoom(ref error, ref series, out number))
        {
            frame.Errors.Add(new ErrorGroup
            {
                Type = error.Type, Message = error.Message, Stack = error.Stack, Series = (uint)series + 1,
            });
            number = (uint)frame.Errors.Count;
            _errors.Add((error, series), number);
        }

        frame.Errors[(int)number - 1].Count++;
        return number;
    }

    /// <summary>The last group the server takes is the one for all others, of whatever command.</summary>
    private bool HasRoom(ref CommandError error, ref int series, out uint number)
    {
        number = 0;
        if (frame.Errors.Count < WireLimits.MaxErrorGroupsPerFrame - 1)
            return false;

        error = CommandError.Other;
        series = -1;
        return _errors.TryGetValue((error, series), out number);
    }

    private uint NumberOf(string? text)
    {
        if (text is null)
            return 0;
        if (!_texts.TryGetValue(text, out var number))
        {
            _columns.Texts.Add(text);
            number = (uint)_columns.Texts.Count;
            _texts.Add(text, number);
        }

        return number;
    }
}
