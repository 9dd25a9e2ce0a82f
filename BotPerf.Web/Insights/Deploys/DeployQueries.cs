using System.Collections.Concurrent;
using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Insights.Deploys;

/// <summary>The deploys of a bot, each with what it did. What can no longer change is remembered.</summary>
internal sealed class DeployQueries(MarkQueries marks, ComparisonQueries comparisons, TimeProvider time)
{
    /// <summary>In one answer; the newest.</summary>
    public const int MostAtOnce = 20;

    private const int MostRemembered = 500;

    // A frame may come late by as much.
    private static readonly TimeSpan s_settled = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<ReportKey, DeployReport> _remembered = [];

    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Only this instance, or null for all.</param>
    /// <param name="command">Only what became of this command, or null for all.</param>
    /// <param name="from">The beginning.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Newest first, at most <see cref="MostAtOnce"/>; and how many there are.</returns>
    /// <exception cref="ReadsBusyException">Not at this moment.</exception>
    public async Task<(IReadOnlyList<DeployReport> Reports, int Total)> OfAsync(
        BotId bot, string? instance, string? command, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // The neighbours of the first and the last say how long their sides are.
        var all = Deploy.Of(await marks.DeploysAsync(bot, instance, from - DeployWindows.Longest, now.AddMinutes(1), cancellationToken));
        var inside = Enumerable.Range(0, all.Count).Where(i => all[i].At >= from && all[i].At < to).ToList();
        var reports = new List<DeployReport>();
        foreach (var i in inside.Take(MostAtOnce))
        {
            reports.Add(await OfAsync(
                bot, instance, command, all[i], DeployWindows.Of(all[i], i + 1 < all.Count ? all[i + 1] : null, i > 0 ? all[i - 1] : null, now), now, cancellationToken));
        }

        return (reports, inside.Count);
    }

    private async Task<DeployReport> OfAsync(
        BotId bot, string? instance, string? command, Deploy deploy, DeployWindows windows, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var key = new ReportKey(bot, instance, command, deploy, windows.Length);
        if (_remembered.TryGetValue(key, out var known))
            return known;

        IReadOnlyList<CommandChange> commands = windows.Length == TimeSpan.Zero ? [] : (await comparisons.OfAsync(
            new ComparedSide(bot, instance, windows.BeforeFrom, windows.BeforeTo),
            new ComparedSide(bot, instance, windows.AfterFrom, windows.AfterTo), command, cancellationToken)).Each;
        var report = new DeployReport(deploy, windows.Length, windows.BeforeFrom, windows.AfterTo, windows.IsGrowing, commands);
        if (!windows.IsGrowing && windows.AfterTo < now - s_settled)
        {
            if (_remembered.Count >= MostRemembered)
                _remembered.Clear();
            _remembered[key] = report;
        }

        return report;
    }

    private sealed record ReportKey(BotId Bot, string? Instance, string? Command, Deploy Deploy, TimeSpan Length);
}
