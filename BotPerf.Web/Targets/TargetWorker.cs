using BotPerf.Web.Bots;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Targets;

/// <summary>
/// Keeps the tracks of all targets: reads the window of a new one once, then every ten seconds the last minutes, and each hour
/// the last two days anew for what came late.
/// </summary>
internal sealed class TargetWorker(
    TargetBook book, TargetMemory memory, TargetReads reads, BotRegistry bots, HeavyReads heavy, TimeProvider time, ILogger<TargetWorker> log)
    : BackgroundService
{
    private const int MinutesPerHour = 60;
    private const int HoursPerDay = 24;

    // Frames come seconds late as a rule, and minutes late after an outage; what comes later is found by the hour.
    private const int AgainMinutes = 3;
    private const int AgainEachMinute = 15;
    private const int AgainHours = 48;
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(10);

    private readonly Dictionary<BotId, long> _hours = [];
    private bool _isFull;

    /// <summary>One round; the worker calls it every ten seconds.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        var all = bots.All;
        var targets = book.All;
        var wanted = TargetMemory.Pairs(all, targets).ToList();
        var leftOut = targets.Sum(target => target.Bot is null ? all.Count : 1) - wanted.Count;
        if (leftOut > 0 && !_isFull)
            log.TracksFull(TargetMemory.MostTracks);
        _isFull = leftOut > 0;
        foreach (var bot in wanted.GroupBy(one => one.Bot, one => one.Target))
            await TryAsync(bot.Key, [.. bot], time.GetUtcNow().ToUnixTimeSeconds() / 60, cancellationToken);
        memory.Keep([.. wanted.Select(one => (one.Bot, one.Target.Id))], leftOut);
        foreach (var gone in _hours.Keys.Except(all.Select(bot => bot.Id)).ToList())
            _hours.Remove(gone);
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
            var hour = minute / MinutesPerHour;
            // Once a day all of them: what came later than the hours that are read anew.
            var isDaily = _hours.TryGetValue(bot, out var before) && before / HoursPerDay < hour / HoursPerDay
                && await TryHeavyAsync(() => Fill(bot, targets, minute, cancellationToken), cancellationToken);
            if (isDaily)
                _hours[bot] = hour;

            // Also one that lies behind its minutes, and one from before the clock was set back.
            var unknown = targets.Where(target => memory.Newest(bot, target) is not { } newest || newest < FirstOfMinutes(minute) || newest > minute + 1).ToList();
            if (unknown.Count > 0)
                await TryHeavyAsync(() => Fill(bot, unknown, minute, cancellationToken), cancellationToken);

            var known = targets.Except(unknown).ToList();
            if (known.Count == 0)
                return;

            var isHourly = _hours.TryGetValue(bot, out var last) && last < hour
                && await TryHeavyAsync(() => Hours(bot, known, minute, cancellationToken), cancellationToken);
            var newest = known.Min(target => memory.Newest(bot, target) ?? minute);
            var from = newest - (newest < minute ? AgainEachMinute : AgainMinutes);
            Minutes(bot, known, isHourly ? FirstOfMinutes(minute) : Math.Max(FirstOfMinutes(minute), from), minute, cancellationToken);
            if (isHourly || !_hours.ContainsKey(bot))
                _hours[bot] = hour;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // One bot that cannot be read must not keep the others from it.
            log.BotNotRead(bot, error);
        }
    }

    /// <returns>False: others read long histories; the next look tries again.</returns>
    private async Task<bool> TryHeavyAsync(Func<bool> read, CancellationToken cancellationToken)
    {
        try
        {
            return await heavy.RunAsync(read, cancellationToken);
        }
        catch (ReadsBusyException)
        {
            return false;
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

    private bool Hours(BotId bot, List<Target> targets, long minute, CancellationToken cancellationToken)
    {
        Read(targets, bot, HourRange(minute, AgainHours), (at, i, tally) => memory.Change(bot, targets[i], track => track.SetHour(at / MinutesPerHour, tally)), cancellationToken);
        return true;
    }

    private void Minutes(BotId bot, List<Target> targets, long from, long minute, CancellationToken cancellationToken)
    {
        // Read to the end before anything moves: minutes that cannot be read are none in which nothing happened.
        var found = reads.Of(bot, targets, new StepRange(from, minute + 1, 1), cancellationToken).ToList();
        for (var i = 0; i < targets.Count; i++)
        {
            var own = i;
            memory.Change(bot, targets[i], track =>
            {
                track.MoveTo(minute);
                foreach (var (at, tallies) in found)
                    track.SetMinute(at, tallies[own]);
            });
        }
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
