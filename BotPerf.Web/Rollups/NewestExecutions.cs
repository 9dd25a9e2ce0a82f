using BotPerf.Shared.Metrics;
using BotPerf.Web.Live;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>The newest of the executions shown to it that fit, and no more of them than are wanted.</summary>
internal sealed class NewestExecutions(
    ExecutionFilter filter, ExecutionPlace? after, int wanted, Func<int, Series> seriesById)
{
    private readonly PriorityQueue<(Execution Execution, ExecutionPlace Place), (long, long, int, int)> _kept = new();
    private readonly HashSet<ExecutionPlace> _places = [];
    private readonly Dictionary<long, int> _shown = [];

    /// <summary>How many were looked at.</summary>
    public long Seen { get; private set; }

    public int Count => _kept.Count;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<(Execution Execution, ExecutionPlace Place)> Sorted() =>
        [.. _kept.UnorderedItems.OrderByDescending(kept => kept.Priority).Select(kept => kept.Element)];

    public void Show(LiveInstance instance, long minute, ExecutionColumns columns)
    {
        var before = _shown.GetValueOrDefault(minute);
        _shown[minute] = before + columns.Count;
        Seen += columns.Count;

        // The newest stand last: with them the worst that is kept is soon better than most.
        for (var i = columns.Count - 1; i >= 0; i--)
        {
            var place = new ExecutionPlace(minute, columns.StartUs[i], instance.Entry.Id.Value, before + i);
            if (IsWanted(place) && Fits(columns, i))
                Keep(Read(instance.Entry.Name, columns, i), place);
        }
    }

    /// <summary>Shows one that was let go in detail and is kept as one of the last of its command.</summary>
    public void ShowKept(LastPlace at, string instanceName, ExecutionColumns columns, int i)
    {
        Seen++;
        var place = new ExecutionPlace(at.Minute, columns.StartUs[i], at.Instance.Value, at.Ordinal);
        if (IsWanted(place) && Fits(columns, i))
            Keep(Read(instanceName, columns, i), place);
    }

    public void Add(NewestExecutions other)
    {
        Seen += other.Seen;
        foreach (var ((execution, place), _) in other._kept.UnorderedItems)
        {
            if (IsWanted(place))
                Keep(execution, place);
        }
    }

    private bool IsWanted(ExecutionPlace place) =>
        (after is not { } last || place.Order.CompareTo(last.Order) < 0)
        && (_kept.Count < wanted || !_kept.TryPeek(out _, out var worst) || place.Order.CompareTo(worst) > 0);

    private void Keep(Execution execution, ExecutionPlace place)
    {
        // Let go of between the reading of the two, it is in both.
        if (!_places.Add(place))
            return;

        _kept.Enqueue((execution, place), place.Order);
        if (_kept.Count > wanted)
            _places.Remove(_kept.Dequeue().Place);
    }

    private bool Fits(ExecutionColumns columns, int i) =>
        (filter.Success is not { } success || columns.Error[i] == 0 == success)
        && (filter.MinMs is not { } least || columns.DurationUs[i] / 1_000.0 >= least)
        && (filter.Command is not { } command || seriesById(columns.Series[i])[LabelNames.Command] == command);

    private Execution Read(string instance, ExecutionColumns columns, int i)
    {
        var series = seriesById(columns.Series[i]);
        ErrorKey? error = columns.Error[i] == 0 ? null : columns.Errors[columns.Error[i] - 1];
        var (guild, channel, user) = i < columns.Places.Count ? columns.Places[i] : default;
        return new Execution(
            DateTimeOffset.UnixEpoch.AddTicks(columns.StartUs[i] * TimeSpan.TicksPerMicrosecond),
            series[LabelNames.Command], series[LabelNames.Module], series[LabelNames.Kind],
            columns.DurationUs[i] / 1_000.0, columns.AckUs[i] == 0 ? null : (columns.AckUs[i] - 1) / 1_000.0,
            error is null, error?.Type, error?.Message, instance, Text(guild), Text(channel), Text(user));

        string? Text(int number) => number == 0 ? null : columns.Texts[number - 1];
    }
}
