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
public sealed record ErrorGroup(
    string Fingerprint, string Type, string Message, long Count, DateTimeOffset FirstSeen, DateTimeOffset LastSeen,
    IReadOnlyList<ErrorCommand> Commands, string? Stack);

public sealed record ErrorCommand(string Name, long Count);

/// <summary>Groups of errors, and when each occurred.</summary>
/// <param name="Times">By the group's fingerprint: how many in each step, oldest first, without those that had none.</param>
internal sealed record ErrorHistory(
    IReadOnlyList<ErrorGroup> Groups, IReadOnlyDictionary<string, IReadOnlyList<(long T, long Count)>> Times);

/// <summary>The errors of a bot over a range, in groups, the most frequent first.</summary>
internal sealed class ErrorQueries(TelemetryCatalog catalog, DetailReads details, LiveStore live)
{
    private const int MostCommands = 20;

    // Many minutes are read at once where little happens; no reader stays long on the file.
    private const int FewSeen = 5_000;
    private const int LongestStride = 1_440;

    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="fromMinute">Unix time in minutes.</param>
    /// <param name="toMinute">Exclusive.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="command">Only what happened in this command, or null for all.</param>
    public Task<IReadOnlyList<ErrorGroup>> GroupsAsync(
        BotId bot, string? instance, long fromMinute, long toMinute, CancellationToken cancellationToken, string? command = null) =>
        Task.Run(() => Groups(Sums(bot, instance, Once(fromMinute, toMinute), command, cancellationToken)), cancellationToken);

    /// <summary>The same, with when each occurred.</summary>
    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="range">When, and in which steps.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<ErrorHistory> HistoryAsync(BotId bot, string? instance, StepRange range, CancellationToken cancellationToken) =>
        Task.Run(() =>
        {
            var sums = Sums(bot, instance, range, null, cancellationToken);
            return new ErrorHistory(Groups(sums), sums.Groups.ToDictionary(
                sum => Fingerprint(sum.Key.Type, sum.Key.Pattern),
                sum => (IReadOnlyList<(long, long)>)[.. sum.Value.Steps.OrderBy(step => step.Key).Select(step => (step.Key * 60, step.Value))]));
        }, cancellationToken);

    private static StepRange Once(long fromMinute, long toMinute) =>
        new(fromMinute, toMinute, (int)Math.Clamp(toMinute, 1, int.MaxValue));

    private IReadOnlyList<ErrorGroup> Groups(ErrorSums sums) => [.. sums.Groups
        .OrderByDescending(sum => sum.Value.Count).ThenByDescending(sum => sum.Value.Last).ThenBy(sum => sum.Key)
        .Select(sum => Group(sum.Key.Type, sum.Key.Pattern, sum.Value))];

    private ErrorSums Sums(BotId bot, string? instance, StepRange range, string? command, CancellationToken cancellationToken)
    {
        var sums = new ErrorSums(range);
        Dictionary<int, bool> fits = [];
        foreach (var one in live.InstancesOf(bot, instance))
            Add(sums, one, range, Fits, cancellationToken);
        return sums;

        // The catalog is behind a lock; it is asked once for each series. 0 is outside of any command.
        bool Fits(int series)
        {
            if (command is null)
                return true;
            if (!fits.TryGetValue(series, out var fit))
                fits.Add(series, fit = series != 0 && catalog.SeriesById(series)[LabelNames.Command] == command);
            return fit;
        }
    }

    private void Add(
        ErrorSums sums, LiveInstance instance, StepRange range, Func<int, bool> fits, CancellationToken cancellationToken)
    {
        var stride = 60L;
        for (var low = Math.Max(range.FromMinute, details.First(instance) ?? range.ToMinute); low < range.ToMinute;)
        {
            var high = Math.Min(range.ToMinute, low + stride);
            var part = Read(low, high);
            sums.Add(part);
            low = high;
            stride = part.Seen < FewSeen ? Math.Min(LongestStride, stride * 4) : Math.Max(1, stride / 4);
        }

        ErrorSums Read(long low, long high)
        {
            var found = new ErrorSums(range, sums);
            details.Visit(instance, low, high, (minute, columns) =>
            {
                for (var i = 0; i < columns.Errors.Count; i++)
                {
                    if (fits(columns.Errors[i].SeriesId))
                        found.Add(columns.Errors[i], minute, columns.ErrorCounts[i]);
                }
            }, cancellationToken);
            return found;
        }
    }

    private ErrorGroup Group(string type, string pattern, ErrorSum sum) => new(
        Fingerprint(type, pattern), type, pattern == ErrorSums.Rest ? pattern : sum.Message, sum.Count, Time(sum.First), Time(sum.Last),
        [.. sum.Series.Where(series => series.Key != 0)
            .GroupBy(series => catalog.SeriesById(series.Key)[LabelNames.Command])
            .Select(command => new ErrorCommand(command.Key, command.Sum(series => series.Value)))
            .OrderByDescending(command => command.Count).ThenBy(command => command.Name, StringComparer.Ordinal).Take(MostCommands)],
        sum.Stack.Length == 0 ? null : sum.Stack);

    private static string Fingerprint(string type, string pattern) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{type}\n{pattern}")), 0, 8);

    private static DateTimeOffset Time(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);
}
