using BotPerf.Shared.Sketches;

namespace BotPerf.Web.Live;

/// <summary>What the overview needs of one minute of an instance; kept for an hour.</summary>
internal sealed class MinuteSummary(long minute)
{
    public long Minute => minute;
    public long Commands { get; set; }
    public double Errors { get; set; }
    public double Lost { get; set; }
    public double CacheHits { get; set; }
    public double CacheMisses { get; set; }
    public long Messages { get; set; }

    /// <summary>Durations of all commands; let go after <see cref="RecentMinutes.SketchMinutes"/>.</summary>
    public Sketch? Durations { get; set; }
}

/// <summary>The last hour of an instance, minute by minute.</summary>
internal sealed class RecentMinutes
{
    public const int Minutes = 61;
    public const int SketchMinutes = 7;

    private readonly MinuteSummary?[] _slots = new MinuteSummary[Minutes];
    private long _newest;

    /// <summary>The summary of a minute, or null when it is older than the hour.</summary>
    public MinuteSummary? At(long minute)
    {
        if (minute <= _newest - Minutes)
            return null;

        var index = (int)(minute % Minutes);
        if (_slots[index] is not { } slot || slot.Minute != minute)
            _slots[index] = slot = new MinuteSummary(minute);
        if (minute > _newest)
        {
            _newest = minute;
            foreach (var old in _slots)
            {
                if (old is not null && old.Minute <= minute - SketchMinutes)
                    old.Durations = null;
            }
        }

        return slot;
    }

    /// <summary>Null when nothing came in that minute.</summary>
    public MinuteSummary? Find(long minute) =>
        _slots[(int)(minute % Minutes)] is { } slot && slot.Minute == minute ? slot : null;
}
