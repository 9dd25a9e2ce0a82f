using BotPerf.Web.Bots;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Targets;

/// <summary>
/// Keeps the tracks of all targets: reads the window of a new one once, then each minute the last few, and each hour the last
/// two days anew for what came late.
/// </summary>
internal sealed class TargetWorker(
    TargetBook book, TargetMemory memory, TargetReads reads, BotRegistry bots, HeavyReads heavy, TimeProvider time, ILogger<TargetWorker> log)
    : BackgroundService
{
    private const int MinutesPerHour = 60;

    // Frames come seconds late as a rule; what comes later is found by the hour.
    private const int AgainMinutes = 3;
    private const int AgainHours = 48;
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(10);

    private readonly Dictionary<BotId, long> _hours = [];
    private bool _isFull;

    /// <summary>One round; the worker calls it every ten seconds.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        var wanted = bots.All.SelectMany(bot => book.All.Where(target => target.Concerns(bot.Id)).Select(target => (Bot: bot.Id, Target: target)))
            .Take(TargetMemory.MostTracks + 1).ToList();
        if (wanted.Count > TargetMemory.MostTracks && !_isFull)
            log.TracksFull(TargetMemory.MostTracks);
        _isFull = wanted.Count > TargetMemory.MostTracks;
        memory.Keep(wanted.Take(TargetMemory.MostTracks).Select(one => (one.Bot, one.Target.Id)).ToHashSet());
        foreach (var bot in wanted.Take(TargetMemory.MostTracks).GroupBy(one => one.Bot, one => one.Target))
            await TryAsync(bot.Key, [.. bot], minute, cancellationToken);
        memory.Sum();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_look, time);
        try
        {
            do
                await TickAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    private async Task TryAsync(BotId bot, List<Target> targets, long minute, CancellationToken cancellationToken)
    {
        try
        {
            var unknown = targets.Where(target => !memory.IsKnown(bot, target)).ToList();
            if (unknown.Count > 0)
                await heavy.RunAsync(() => Fill(bot, unknown, minute, cancellationToken), cancellationToken);

            var known = targets.Except(unknown).ToList();
            if (known.Count == 0)
                return;

            var isHourly = _hours.GetValueOrDefault(bot, minute / MinutesPerHour) < minute / MinutesPerHour;
            _hours[bot] = minute / MinutesPerHour;
            if (isHourly)
                await heavy.RunAsync(() => Hours(bot, known, minute, AgainHours, cancellationToken), cancellationToken);
            Minutes(bot, known, isHourly ? FirstOfMinutes(minute) : minute - AgainMinutes, minute, cancellationToken);
        }
        catch (ReadsBusyException)
        {
            // Others read long histories; the next look tries again.
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // One bot that cannot be read must not keep the others from it.
            log.BotNotRead(bot, error);
        }
    }

    private bool Fill(BotId bot, List<Target> targets, long minute, CancellationToken cancellationToken)
    {
        // All of one window are read together.
        foreach (var alike in targets.GroupBy(target => target.Days))
        {
            List<Target> some = [.. alike];
            var tracks = some.ConvertAll(target => new TargetTrack(target.Days));
            foreach (var track in tracks)
                track.MoveTo(minute);
            Read(some, bot, HourRange(minute, alike.Key * 24), (at, i, tally) => tracks[i].SetHour(at / MinutesPerHour, tally), cancellationToken);
            Read(some, bot, new StepRange(FirstOfMinutes(minute), minute + 1, 1), (at, i, tally) => tracks[i].SetMinute(at, tally), cancellationToken);
            for (var i = 0; i < some.Count; i++)
                memory.Set(bot, some[i], tracks[i]);
        }

        return true;
    }

    private bool Hours(BotId bot, List<Target> targets, long minute, int hours, CancellationToken cancellationToken)
    {
        Read(targets, bot, HourRange(minute, hours), (at, i, tally) => memory.Change(bot, targets[i], track => track.SetHour(at / MinutesPerHour, tally)), cancellationToken);
        return true;
    }

    private void Minutes(BotId bot, List<Target> targets, long from, long minute, CancellationToken cancellationToken)
    {
        foreach (var target in targets)
            memory.Change(bot, target, track => track.MoveTo(minute));
        Read(targets, bot, new StepRange(from, minute + 1, 1), (at, i, tally) => memory.Change(bot, targets[i], track => track.SetMinute(at, tally)), cancellationToken);
    }

    private void Read(List<Target> targets, BotId bot, StepRange range, Action<long, int, Tally> take, CancellationToken cancellationToken)
    {
        foreach (var (at, tallies) in reads.Of(bot, targets, range, cancellationToken))
        {
            for (var i = 0; i < targets.Count; i++)
                take(at, i, tallies[i]);
        }
    }

    // Whole hours, up to where the minutes begin.
    private static StepRange HourRange(long minute, int hours) =>
        new((minute / MinutesPerHour - hours) * MinutesPerHour, FirstOfMinutes(minute), MinutesPerHour);

    private static long FirstOfMinutes(long minute) => (minute / MinutesPerHour - TargetTrack.Minutes / MinutesPerHour) * MinutesPerHour;
}
