using BotPerf.Shared.Metrics;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>
/// What happens in the bots, as one viewer follows it: each call gives what is new since the one before, from the minutes
/// that are still in memory. One viewer's own; not for several threads.
/// </summary>
internal sealed class EventFeed(LiveStore live, TelemetryCatalog catalog, FeedFilter filter, TimeProvider time)
{
    // Of a flood the newest are looked at; the rest is counted.
    private const int MostSeen = 5_000;

    private readonly Dictionary<InstanceId, FeedPlace> _places = [];
    private readonly Dictionary<int, (string Name, bool IsWanted)> _commands = [];
    private long _number;

    /// <summary>What is new, and at the first call what is in memory.</summary>
    /// <param name="most">No more entries than these, the newest.</param>
    public FeedBatch Next(int most)
    {
        var found = new List<FeedEntry>();
        var leftOut = 0L;
        var instances = filter.Bot is { } bot ? live.Bot(bot)?.Instances ?? [] : live.Instances;
        foreach (var instance in instances.Where(one => filter.Instance is null || one.Entry.Name == filter.Instance))
        {
            if (!_places.TryGetValue(instance.Entry.Id, out var place))
                _places.Add(instance.Entry.Id, place = new FeedPlace());
            lock (instance.Gate)
            {
                leftOut += AddExecutions(found, instance, place);
                AddMarks(found, instance, place);
            }
        }

        found.Sort((a, b) => a.At.CompareTo(b.At));
        leftOut += Math.Max(0, found.Count - most);
        IEnumerable<FeedEntry> newest = found.Skip(Math.Max(0, found.Count - most));
        return new FeedBatch([.. newest.Select(entry => entry with { Number = ++_number }).Reverse()], leftOut);
    }

    private long AddExecutions(List<FeedEntry> found, LiveInstance instance, FeedPlace place)
    {
        var leftOut = 0L;
        place.ForgetAllBut(instance.Open.Keys);
        foreach (var (minute, open) in instance.Open)
        {
            var columns = open.Executions;
            var (executions, errors) = place.Take(minute, columns);
            var first = Math.Max(executions, columns.Count - MostSeen);
            leftOut += first - executions;
            for (var i = columns.Count - 1; i >= executions; i--)
            {
                if (columns.Error[i] > 0 && columns.Error[i] <= errors.Length)
                    errors[columns.Error[i] - 1]--;
                if (i >= first && Fits(columns, i))
                    found.Add(Execution(instance, columns, i));
            }

            AddErrors(found, instance, columns, errors);
        }

        return leftOut;
    }

    private bool Fits(ExecutionColumns columns, int i) =>
        (!filter.OnlyErrors || columns.Error[i] != 0)
        && (filter.SlowerThanMs is not { } least || columns.DurationUs[i] / 1_000.0 >= least)
        && CommandOf(columns.Series[i]).IsWanted;

    private FeedEntry Execution(LiveInstance instance, ExecutionColumns columns, int i)
    {
        var error = columns.Error[i] == 0 ? default : columns.Errors[columns.Error[i] - 1];
        var end = columns.StartUs[i] + (long)columns.DurationUs[i];
        return new FeedEntry(
            0, SummaryBuilder.Time(end), FeedKind.Execution, instance.Entry.Bot, instance.Entry.Name, CommandOf(columns.Series[i]).Name,
            columns.DurationUs[i] / 1_000.0, columns.Error[i] != 0, 1, TextOf(error));
    }

    // What is left of the counts when every execution has taken its own.
    private void AddErrors(List<FeedEntry> found, LiveInstance instance, ExecutionColumns columns, long[] counts)
    {
        if (filter.SlowerThanMs is not null)
            return;

        for (var i = 0; i < counts.Length; i++)
        {
            var error = columns.Errors[i];
            var (command, isWanted) = error.SeriesId == 0 ? ("", filter.Command is null) : CommandOf(error.SeriesId);
            if (counts[i] > 0 && isWanted)
            {
                found.Add(new FeedEntry(
                    0, time.GetUtcNow(), FeedKind.Error, instance.Entry.Bot, instance.Entry.Name, command, null, Failed: true,
                    counts[i], TextOf(error)));
            }
        }
    }

    private void AddMarks(List<FeedEntry> found, LiveInstance instance, FeedPlace place)
    {
        var marks = place.Take(instance.Marks);
        if (filter is not { Command: null, OnlyErrors: false, SlowerThanMs: null })
            return;

        found.AddRange(marks.Select(mark => new FeedEntry(
            0, mark.At, FeedKind.Lifecycle, instance.Entry.Bot, instance.Entry.Name, mark.Event, null, Failed: false, 1, mark.Detail)));
    }

    private (string Name, bool IsWanted) CommandOf(int series)
    {
        if (!_commands.TryGetValue(series, out var command))
        {
            var name = catalog.SeriesById(series)[LabelNames.Command];
            command = (name, filter.Command is null || name.Contains(filter.Command, StringComparison.OrdinalIgnoreCase));
            _commands.Add(series, command);
        }

        return command;
    }

    private static string TextOf(ErrorKey error) =>
        string.IsNullOrEmpty(error.Type) ? "" : error.Message.Length == 0 ? error.Type : $"{error.Type}: {error.Message}";
}
