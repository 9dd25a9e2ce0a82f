using BotPerf.Web.Live;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>How far a viewer has read one instance.</summary>
internal sealed class FeedPlace
{
    private readonly Dictionary<long, (int Executions, long[] Errors)> _minutes = [];
    private LifecycleMark? _last;

    /// <summary>From which execution of a minute on, and how often each error came since the last time.</summary>
    public (int Executions, long[] Errors) Take(long minute, ExecutionColumns columns)
    {
        var (executions, errors) = _minutes.GetValueOrDefault(minute, (0, []));
        long[] now = [.. columns.ErrorCounts];
        _minutes[minute] = (columns.Count, now);
        return (executions, [.. now.Select((count, i) => i < errors.Length ? count - errors[i] : count)]);
    }

    /// <summary>The events that came since the last time, oldest first.</summary>
    public IReadOnlyList<LifecycleMark> Take(IReadOnlyCollection<LifecycleMark> marks)
    {
        var last = _last;
        _last = marks.LastOrDefault();
        if (ReferenceEquals(last, _last))
            return [];

        // Of those that were forgotten since, none is found: all that are left are new.
        var seen = marks.TakeWhile(mark => !ReferenceEquals(mark, last)).Count();
        return [.. seen == marks.Count ? marks : marks.Skip(seen + 1)];
    }

    /// <summary>Minutes that were sealed will not come back.</summary>
    public void ForgetAllBut(IEnumerable<long> open)
    {
        foreach (var minute in _minutes.Keys.Except(open).ToList())
            _minutes.Remove(minute);
    }
}
