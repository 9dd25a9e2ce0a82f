using System.Security.Cryptography;
using System.Text;
using BotPerf.Shared.Metrics;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>Errors of one type whose messages differ in numbers and ids at most.</summary>
/// <param name="Fingerprint">Names the group; the same in every answer.</param>
/// <param name="Message">The latest of its messages.</param>
/// <param name="FirstSeen">In the range; to the minute, as is <paramref name="LastSeen"/>.</param>
/// <param name="Commands">Those it happened in, most often first; empty when it happened outside of any.</param>
/// <param name="Stack">One of its stack traces; null when the bot sent none.</param>
internal sealed record ErrorGroup(
    string Fingerprint, string Type, string Message, long Count, DateTimeOffset FirstSeen, DateTimeOffset LastSeen,
    IReadOnlyList<ErrorCommand> Commands, string? Stack);

internal sealed record ErrorCommand(string Name, long Count);

/// <summary>The errors of a bot over a range, in groups, the most frequent first.</summary>
internal sealed class ErrorQueries(TelemetryCatalog catalog, DetailReads details, LiveStore live)
{
    // Messages are made by chat users' input: whoever floods with new ones fills the last group, not the memory.
    private const int MostGroups = 2_000;
    private const int MostCommands = 20;
    private const string Rest = "(more kinds of errors than are kept apart)";

    public Task<IReadOnlyList<ErrorGroup>> GroupsAsync(
        BotId bot, string? instance, long fromMinute, long toMinute, CancellationToken cancellationToken) =>
        Task.Run(() => Groups(bot, instance, fromMinute, toMinute, cancellationToken), cancellationToken);

    private IReadOnlyList<ErrorGroup> Groups(
        BotId bot, string? instance, long fromMinute, long toMinute, CancellationToken cancellationToken)
    {
        var sums = new Dictionary<(string, string), Sum>();
        foreach (var one in (live.Bot(bot)?.Instances ?? []).Where(one => instance is null || one.Entry.Name == instance))
        {
            foreach (var (key, minute, count) in StillReading.Of(one, () => Read(one), cancellationToken))
                Add(sums, key, minute, count);
        }

        return [.. sums
            .OrderByDescending(sum => sum.Value.Count).ThenByDescending(sum => sum.Value.Last).ThenBy(sum => sum.Key)
            .Select(sum => Group(sum.Key.Item1, sum.Key.Item2, sum.Value))];

        List<(ErrorKey, long, long)> Read(LiveInstance one)
        {
            var found = new List<(ErrorKey, long, long)>();
            details.Visit(one, fromMinute, toMinute, (minute, columns) =>
            {
                for (var i = 0; i < columns.Errors.Count; i++)
                    found.Add((columns.Errors[i], minute, columns.ErrorCounts[i]));
            }, cancellationToken);
            return found;
        }
    }

    private static void Add(Dictionary<(string, string), Sum> sums, ErrorKey error, long minute, long count)
    {
        var key = (error.Type, ErrorFingerprint.Of(error.Message));
        if (!sums.TryGetValue(key, out var sum))
        {
            key = sums.Count < MostGroups ? key : ("", Rest);
            if (!sums.TryGetValue(key, out sum))
                sums.Add(key, sum = new Sum());
        }

        sum.Add(error, minute, count);
    }

    private ErrorGroup Group(string type, string pattern, Sum sum) => new(
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{type}\n{pattern}")), 0, 8),
        type, pattern == Rest ? Rest : sum.Message, sum.Count, Time(sum.First), Time(sum.Last),
        [.. sum.Series.Where(series => series.Key != 0)
            .GroupBy(series => catalog.SeriesById(series.Key)[LabelNames.Command])
            .Select(command => new ErrorCommand(command.Key, command.Sum(series => series.Value)))
            .OrderByDescending(command => command.Count).ThenBy(command => command.Name, StringComparer.Ordinal).Take(MostCommands)],
        sum.Stack.Length == 0 ? null : sum.Stack);

    private static DateTimeOffset Time(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);

    private sealed class Sum
    {
        public long Count { get; private set; }
        public long First { get; private set; } = long.MaxValue;
        public long Last { get; private set; } = long.MinValue;
        public string Message { get; private set; } = "";
        public string Stack { get; private set; } = "";
        public Dictionary<int, long> Series { get; } = [];

        public void Add(ErrorKey error, long minute, long count)
        {
            Count += count;
            First = Math.Min(First, minute);
            if (minute >= Last)
            {
                Last = minute;
                Message = error.Message;
                Stack = error.Stack.Length > 0 ? error.Stack : Stack;
            }

            Series[error.SeriesId] = Series.GetValueOrDefault(error.SeriesId) + count;
        }
    }
}
