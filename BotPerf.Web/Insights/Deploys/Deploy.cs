using BotPerf.Web.Live;

namespace BotPerf.Web.Insights.Deploys;

/// <summary>A version on its way to the instances of a bot.</summary>
/// <param name="At">When the first instance had it.</param>
/// <param name="Until">When the last had it.</param>
/// <param name="Detail">For people: "version 1.4.2, commit abc123". Hostile text.</param>
/// <param name="Instances">How many told of it.</param>
public sealed record Deploy(DateTimeOffset At, DateTimeOffset Until, string Detail, int Instances)
{
    // Shards are deployed one after the other: it is one deploy.
    private static readonly TimeSpan s_oneRollOut = TimeSpan.FromMinutes(10);

    /// <returns>Newest first.</returns>
    internal static IReadOnlyList<Deploy> Of(IEnumerable<LifecycleMark> marks)
    {
        var all = new List<(Deploy Deploy, HashSet<string> Instances)>();
        foreach (var mark in marks.OrderBy(mark => mark.At))
        {
            var known = all.FindLastIndex(one => one.Deploy.Detail == mark.Detail && mark.At - one.Deploy.Until <= s_oneRollOut);
            if (known < 0)
            {
                all.Add((new Deploy(mark.At, mark.At, mark.Detail, 1), [mark.Instance]));
                continue;
            }

            all[known].Instances.Add(mark.Instance);
            all[known] = (all[known].Deploy with { Until = mark.At, Instances = all[known].Instances.Count }, all[known].Instances);
        }

        return [.. all.Select(one => one.Deploy).OrderByDescending(deploy => deploy.At)];
    }
}
