using System.Globalization;
using BotPerf.Web.Bots;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Api.Data;

/// <summary>A list over a range of time.</summary>
/// <param name="From">What the answer begins with: a whole minute.</param>
/// <param name="To">Its end, exclusive; not after now.</param>
/// <param name="Next">The cursor of the next page; null on the last one.</param>
internal sealed record RangePage<T>(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<T> Items, string? Next)
{
    public static RangePage<T> Of(TimeRange range, Page<T> page) =>
        new(DateTimeOffset.FromUnixTimeSeconds(range.FromMinute * 60), range.To, page.Items, page.Next);
}

/// <summary>Commands, modules, single executions and errors of a bot.</summary>
internal static class CommandCalls
{
    private static readonly Dictionary<string, Func<CommandRow, object>> s_sorts = new()
    {
        ["count"] = row => row.Count, ["errors"] = row => row.Errors, ["errorRate"] = row => row.ErrorRate,
        ["ratePerMinute"] = row => row.RatePerMinute, ["avgMs"] = row => row.AvgMs, ["minMs"] = row => row.MinMs,
        ["maxMs"] = row => row.MaxMs, ["p50Ms"] = row => row.P50Ms, ["p90Ms"] = row => row.P90Ms,
        ["p95Ms"] = row => row.P95Ms, ["p99Ms"] = row => row.P99Ms, ["lastUsed"] = row => row.LastUsed,
    };

    public static void MapCommandCalls(this RouteGroupBuilder bots)
    {
        bots.MapGet("/commands", CommandsAsync).WithSummary("What each command did in a range of time");
        bots.MapGet("/modules", ModulesAsync).WithSummary("What the commands of each module did in a range of time");
        bots.MapGet("/executions", ExecutionsAsync).WithSummary("Single executions, newest first by the minute they ended in");
        bots.MapGet("/errors", ErrorsAsync).WithSummary("Errors in groups of one type and message, most frequent first");
    }

    private static async Task<RangePage<CommandRow>> CommandsAsync(
        string id, BotRegistry bots, CommandQueries commands, TimeProvider time, CancellationToken cancellationToken,
        string? from = null, string? to = null, string? instance = null, string? sort = null, string? top = null,
        string? limit = null, string? cursor = null)
    {
        var bot = BotPath.Find(bots, id);
        var range = TimeRange.Of(from, to, time.GetUtcNow());
        var order = SortOf(sort);
        var most = TopOf(top);
        var table = await commands.TableAsync(bot.Id, instance, range.From, range.To, cancellationToken);
        return RangePage<CommandRow>.Of(range, QueryText.Part([.. order(table.Rows).Take(most)], limit, cursor));
    }

    private static async Task<RangePage<ModuleRow>> ModulesAsync(
        string id, BotRegistry bots, CommandQueries commands, TimeProvider time, CancellationToken cancellationToken,
        string? from = null, string? to = null, string? instance = null, string? limit = null, string? cursor = null)
    {
        var bot = BotPath.Find(bots, id);
        var range = TimeRange.Of(from, to, time.GetUtcNow());
        var rows = await commands.ModulesAsync(bot.Id, instance, range.From, range.To, cancellationToken);
        return RangePage<ModuleRow>.Of(range, QueryText.Part(rows, limit, cursor));
    }

    private static async Task<RangePage<Execution>> ExecutionsAsync(
        string id, BotRegistry bots, ExecutionQueries executions, TimeProvider time, CancellationToken cancellationToken,
        string? from = null, string? to = null, string? instance = null, string? command = null, string? success = null,
        string? minMs = null, string? limit = null, string? cursor = null)
    {
        var bot = BotPath.Find(bots, id);
        var range = TimeRange.Of(from, to, time.GetUtcNow());
        var paging = Paging.Of(limit, cursor);
        var filter = new ExecutionFilter(
            instance, command, QueryText.Flag("success", success), QueryText.Milliseconds("minMs", minMs));
        ExecutionPlace? after = paging.After is { } text ? ExecutionPlace.Parse(text) ?? throw Paging.WrongCursor() : null;

        var page = await executions.NewestAsync(
            bot.Id, filter, range.FromMinute, range.ToMinute, after, paging.Limit, cancellationToken);
        return RangePage<Execution>.Of(range, new Page<Execution>(
            page.Executions, page.Next is { } next ? Paging.CursorOf(next.ToString()) : null));
    }

    private static async Task<RangePage<ErrorGroup>> ErrorsAsync(
        string id, BotRegistry bots, ErrorQueries errors, TimeProvider time, CancellationToken cancellationToken,
        string? from = null, string? to = null, string? instance = null, string? limit = null, string? cursor = null)
    {
        var bot = BotPath.Find(bots, id);
        var range = TimeRange.Of(from, to, time.GetUtcNow());
        var groups = await errors.GroupsAsync(bot.Id, instance, range.FromMinute, range.ToMinute, cancellationToken);
        return RangePage<ErrorGroup>.Of(range, QueryText.Part(groups, limit, cursor));
    }

    private static Func<IEnumerable<CommandRow>, IEnumerable<CommandRow>> SortOf(string? sort)
    {
        if (sort is "name")
            return rows => rows.OrderBy(row => row.Name, StringComparer.Ordinal).ThenBy(row => row.Kind, StringComparer.Ordinal);
        if (!s_sorts.TryGetValue(sort ?? "count", out var key))
            throw Refused.Field("sort", $"has to be name, {string.Join(", ", s_sorts.Keys)}");

        return rows => rows.OrderByDescending(key).ThenBy(row => row.Name, StringComparer.Ordinal)
            .ThenBy(row => row.Kind, StringComparer.Ordinal);
    }

    private static int TopOf(string? top)
    {
        if (top is null)
            return int.MaxValue;

        return int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most >= 1
            ? most
            : throw Refused.Field("top", "has to be a whole number from 1 on");
    }
}
