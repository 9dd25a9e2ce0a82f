using System.Collections.Concurrent;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Targets;

/// <summary>The tracks of all targets of all bots, as <see cref="TargetWorker"/> keeps them.</summary>
internal sealed class TargetMemory
{
    /// <summary>Each takes some twenty kilobytes.</summary>
    public const int MostTracks = 2_000;

    private readonly ConcurrentDictionary<(BotId Bot, int Target), Kept> _tracks = [];

    private volatile TargetTotals _totals = new(0, 0);

    public int Count => _tracks.Count;

    /// <summary>Of all bots together, as of the worker's last round.</summary>
    public TargetTotals Totals => _totals;

    /// <summary>What a target has left; null: it is not known yet.</summary>
    public ErrorBudget? Budget(BotId bot, Target target) => Look(bot, target, track => ErrorBudget.Of(target, track));

    /// <summary>See <see cref="BurnWindow.Of"/>.</summary>
    public double? Burn(BotId bot, Target target, int longMinutes) => Look(bot, target, track => BurnWindow.Of(longMinutes, target, track));

    /// <summary>The hours of its window, oldest first; null: it is not known yet.</summary>
    public IReadOnlyList<(long Hour, Tally Tally)>? Hours(BotId bot, Target target) => Look(bot, target, track => track.Hours());

    /// <summary>Whether it is known as it is now: a target that was changed is another.</summary>
    public bool IsKnown(BotId bot, Target target) => _tracks.TryGetValue((bot, target.Id), out var kept) && kept.Target == target;

    public void Set(BotId bot, Target target, TargetTrack track) => _tracks[(bot, target.Id)] = new Kept(target, track);

    /// <summary>Does something to a track that is known.</summary>
    public void Change(BotId bot, Target target, Action<TargetTrack> change)
    {
        if (!_tracks.TryGetValue((bot, target.Id), out var kept) || kept.Target != target)
            return;
        lock (kept.Track)
            change(kept.Track);
    }

    /// <summary>Lets go of all others.</summary>
    public void Keep(IReadOnlySet<(BotId, int)> wanted)
    {
        foreach (var key in _tracks.Keys.Where(key => !wanted.Contains(key)))
            _tracks.TryRemove(key, out _);
    }

    /// <summary>Counts the totals anew.</summary>
    public void Sum()
    {
        var (known, broken) = (0, 0);
        foreach (var ((bot, _), kept) in _tracks)
        {
            if (Budget(bot, kept.Target) is not { IsKnown: true, Left: { } left })
                continue;
            known++;
            broken += left <= 0 ? 1 : 0;
        }

        _totals = new TargetTotals(known, broken);
    }

    private T? Look<T>(BotId bot, Target target, Func<TargetTrack, T> look)
    {
        if (!_tracks.TryGetValue((bot, target.Id), out var kept) || kept.Target != target)
            return default;
        lock (kept.Track)
            return look(kept.Track);
    }

    private sealed record Kept(Target Target, TargetTrack Track);
}

/// <param name="Known">Targets, each once for every bot it is about, of which enough is known.</param>
/// <param name="Broken">Those whose budget is gone.</param>
public sealed record TargetTotals(int Known, int Broken)
{
    public int Kept => Known - Broken;
}
