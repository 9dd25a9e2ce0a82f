using System.Collections.Concurrent;
using BotPerf.Web.Bots;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Targets;

/// <summary>
/// The tracks of all targets of all bots, as <see cref="TargetWorker"/> keeps them. One that was not read lately tells nothing:
/// what came since might have gone wrong.
/// </summary>
internal sealed class TargetMemory(TimeProvider time)
{
    /// <summary>Each takes some twenty kilobytes.</summary>
    public const int MostTracks = 2_000;

    // Rounds come every ten seconds, and wait for others that read long histories.
    private const int LongestMinutes = 5;

    private readonly ConcurrentDictionary<(BotId Bot, int Target), Kept> _tracks = [];
    private volatile HashSet<(BotId, int)>? _wanted;
    private volatile TargetTotals _totals = new(0, 0, 0);

    /// <summary>Of all bots together, as of the worker's last round.</summary>
    public TargetTotals Totals => _totals;

    /// <summary>Every target once for every bot it is about, as far as there is room.</summary>
    public static IEnumerable<(BotId Bot, Target Target)> Pairs(IEnumerable<Bot> bots, IReadOnlyList<Target> targets) =>
        bots.SelectMany(bot => targets.Where(target => target.Concerns(bot.Id)).Select(target => (bot.Id, target))).Take(MostTracks);

    /// <summary>What a target has left; null: it is not known.</summary>
    public ErrorBudget? Budget(BotId bot, Target target) => Look(bot, target, track => ErrorBudget.Of(target, track));

    /// <summary>See <see cref="BurnWindow.Of"/>.</summary>
    public double? Burn(BotId bot, Target target, int longMinutes) => Look(bot, target, track => BurnWindow.Of(longMinutes, target, track));

    /// <summary>The hours of its window, oldest first; null: it is not known.</summary>
    public IReadOnlyList<(long Hour, Tally Tally)>? Hours(BotId bot, Target target) => Look(bot, target, track => track.Hours());

    /// <summary>Whether it tells anything at this moment.</summary>
    public bool IsTold(BotId bot, Target target) => Look(bot, target, _ => true);

    /// <summary>False: there are more targets and bots than there is room for.</summary>
    public bool HasRoomFor(BotId bot, Target target) => _wanted is not { } wanted || wanted.Contains((bot, target.Id));

    /// <summary>The minute a track has come to, Unix time; null: there is none of the target as it is now, since one that was changed is another.</summary>
    public long? Newest(BotId bot, Target target) => Find(bot, target) is { } track ? track.Newest : null;

    public void Set(BotId bot, Target target, TargetTrack track) => _tracks[(bot, target.Id)] = new Kept(target, track);

    /// <summary>Does something to a track that is known.</summary>
    public void Change(BotId bot, Target target, Action<TargetTrack> change)
    {
        if (Find(bot, target) is not { } track)
            return;
        lock (track)
            change(track);
    }

    /// <summary>Has all targets of a bot read anew: its past was written.</summary>
    public void Forget(BotId bot)
    {
        foreach (var key in _tracks.Keys.Where(key => key.Bot == bot))
            _tracks.TryRemove(key, out _);
    }

    /// <summary>Lets go of all others.</summary>
    /// <param name="wanted">Those there is room for.</param>
    /// <param name="leftOut">How many more there are.</param>
    public void Keep(HashSet<(BotId, int)> wanted, int leftOut)
    {
        _wanted = wanted;
        foreach (var key in _tracks.Keys.Where(key => !wanted.Contains(key)))
            _tracks.TryRemove(key, out _);

        var budgets = _tracks.Select(one => Budget(one.Key.Bot, one.Value.Target)).Where(budget => budget is { IsKnown: true }).ToList();
        _totals = new TargetTotals(budgets.Count, budgets.Count(budget => budget!.Left <= 0), leftOut);
    }

    private TargetTrack? Find(BotId bot, Target target) =>
        _tracks.TryGetValue((bot, target.Id), out var kept) && kept.Target == target ? kept.Track : null;

    private T? Look<T>(BotId bot, Target target, Func<TargetTrack, T> look)
    {
        if (Find(bot, target) is not { } track)
            return default;

        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        lock (track)
            return track.Newest >= minute - LongestMinutes && track.Newest <= minute + 1 ? look(track) : default;
    }

    private sealed record Kept(Target Target, TargetTrack Track);
}

/// <param name="Known">Targets, each once for every bot it is about, of which enough is known.</param>
/// <param name="Broken">Those whose budget is gone.</param>
/// <param name="LeftOut">Those there is no room for.</param>
public sealed record TargetTotals(int Known, int Broken, int LeftOut)
{
    public int Kept => Known - Broken;
}
