using System.Globalization;

namespace BotPerf.Web.Hosting.Demo;

/// <summary>A range of minutes, Unix time.</summary>
/// <param name="To">Exclusive.</param>
/// <param name="EachFrom">
/// Every minute is told from here on. Before, where only hours are kept, every tenth stands for all ten.
/// </param>
internal readonly record struct DemoRange(long From, long To, long EachFrom)
{
    private const string Prefix = "history-";
    private const int Stride = 10;

    /// <summary>The session in which the past is told; it names the range, so that who was cut off knows where to go on.</summary>
    public string Session => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{From}-{To}-{EachFrom}");

    /// <summary>Null when the session is one of another kind.</summary>
    public static DemoRange? Parse(string session)
    {
        if (!session.StartsWith(Prefix, StringComparison.Ordinal))
            return null;

        long[] numbers = [.. session[Prefix.Length..].Split('-').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
        return new DemoRange(numbers[0], numbers[1], numbers[2]);
    }

    /// <summary>For how many minutes one stands.</summary>
    public int MinutesOf(long minute) => minute < EachFrom ? Stride : 1;

    /// <summary>The next that is told, this one or a later one.</summary>
    public long Told(long minute) => minute < EachFrom ? Math.Min(EachFrom, (minute + Stride - 1) / Stride * Stride) : minute;
}

/// <summary>A version of a simulated bot on its way into the world.</summary>
/// <param name="Slower">The command that it makes slow, until the next one; null: none.</param>
internal sealed record DemoDeploy(long Minute, string Version, string Commit, DemoCommand? Slower);

/// <summary>The life of one process, without a gap. Unix minutes.</summary>
/// <param name="Deploy">The version that runs.</param>
/// <param name="IsRestart">It began with a deploy, or after a crash; false: it ran when the past begins.</param>
/// <param name="Crashed">It ended without a goodbye.</param>
internal sealed record DemoRun(long From, long To, DemoDeploy Deploy, bool IsRestart, bool Crashed);

/// <summary>
/// What has happened to a simulated bot, counted back from the end of its past, so that the last days look the same however
/// long the past is: deploys, now and then one that makes a command slow until it is put right, bad hours, crashes. Pure.
/// </summary>
internal sealed class DemoCalendar
{
    private const double MinutesPerDay = 1_440;

    // Each bot has its own days.
    private const double PhaseDays = 0.23;

    private const double DeployEveryDays = 6.4;
    private const double FirstDeployDays = 0.7;
    private const double RepairedAfterDays = 0.17;
    private const double DeployMinutes = 2;
    private const double ShardDelayMinutes = 3;

    private const double BadHourEveryDays = 2.9;
    private const double FirstBadHourDays = 0.35;
    private const double BadHourDays = 0.06;

    private const double OutageEveryDays = 11.7;
    private const double FirstOutageDays = 1.55;
    private const double OutageDays = 0.027;

    private const double GrowthADay = 0.0035;

    /// <summary>So long ago the faulty bot's queries were given the index they lacked.</summary>
    public const double FixDays = 1.7;
    private const double SlowQueries = 24;

    private readonly DemoBot _bot;
    private readonly DemoRange _range;
    private readonly double _phase;
    private readonly List<DemoDeploy> _deploys;

    public DemoCalendar(DemoBot bot, int number, DemoRange range)
    {
        _bot = bot;
        _range = range;
        _phase = number * PhaseDays;
        _deploys = Deploys();
    }

    /// <summary>What the weather was for its commands.</summary>
    public DemoConditions At(long minute, DemoDeploy deploy)
    {
        var bad = Within(minute, FirstBadHourDays + _phase, BadHourEveryDays, BadHourDays);
        // From week to week a little more, or less.
        var week = 1 + 0.08 * Math.Sin(2 * Math.PI * DaysBefore(minute) / 17 + _phase * 9);
        return bad
            ? new DemoConditions(0.85 * week, 2.2, 11, deploy.Slower)
            : new DemoConditions(week, 1, 1, deploy.Slower);
    }

    /// <summary>Times the usual durations of its queries.</summary>
    public double QuerySlowness(long minute) => _bot.IsFaulty && minute < FixMinute(_range) ? SlowQueries : 1;

    /// <summary>When the faulty bot's queries were mended.</summary>
    public static long FixMinute(DemoRange range) => range.To - (long)(FixDays * MinutesPerDay);

    /// <summary>The bot's size, as a part of what it is at the end.</summary>
    public double Growth(long minute) => Math.Max(0.2, 1 - GrowthADay * DaysBefore(minute));

    /// <summary>The processes of an instance one after the other.</summary>
    public IEnumerable<DemoRun> Runs(int instance)
    {
        var shard = _bot.Instances.Count > 1;
        var from = _range.From;
        var restart = false;
        while (from < _range.To)
        {
            var to = from;
            while (to < _range.To && !IsDeploying(to, instance) && !IsOut(to, shard, instance))
                to++;
            var crashed = to < _range.To && IsOut(to, shard, instance);
            if (to > from)
                yield return new DemoRun(from, to, _deploys.Last(deploy => deploy.Minute <= from), restart, crashed);
            while (to < _range.To && (IsDeploying(to, instance) || IsOut(to, shard, instance)))
                to++;
            (from, restart) = (to, true);
        }
    }

    // Shards get a version one after the other.
    private bool IsDeploying(long minute, int instance) => _deploys.Any(deploy =>
        minute >= deploy.Minute + ShardDelayMinutes * instance && minute < deploy.Minute + ShardDelayMinutes * instance + DeployMinutes);

    // Of several shards it is one that falls silent.
    private bool IsOut(long minute, bool shard, int instance) =>
        (!shard || instance == 2) && Within(minute, FirstOutageDays + _phase, OutageEveryDays, OutageDays);

    private bool Within(long minute, double firstDays, double everyDays, double days)
    {
        var since = DaysBefore(minute) - firstDays;
        return since >= 0 && since % everyDays < days;
    }

    private double DaysBefore(long minute) => (_range.To - minute) / MinutesPerDay;

    // From the newest, which is the version that runs today, back beyond the beginning.
    private List<DemoDeploy> Deploys()
    {
        var deploys = new List<DemoDeploy>();
        for (var back = 0; deploys.Count == 0 || deploys[^1].Minute > _range.From; back++)
        {
            var minute = _range.To - (long)((FirstDeployDays + _phase / 2 + back * DeployEveryDays) * MinutesPerDay);
            var slower = back % 2 == 0 ? _bot.Commands[(back / 2 + 1) % _bot.Commands.Count] : null;
            if (slower is not null)
                Add(minute + (long)(RepairedAfterDays * MinutesPerDay), null);
            Add(minute, slower);
            if (back == 0 && _bot.IsFaulty)
                Add(FixMinute(_range), null);
        }

        deploys.Reverse();
        return deploys;

        void Add(long minute, DemoCommand? slower) =>
            deploys.Add(new DemoDeploy(minute, VersionBefore(deploys.Count), CommitOf(minute), slower));
    }

    private string VersionBefore(int steps)
    {
        var parts = _bot.Version.Split('.');
        var number = int.Parse(parts[0], CultureInfo.InvariantCulture) * 100 + int.Parse(parts[1], CultureInfo.InvariantCulture) * 10
            + int.Parse(parts[2], CultureInfo.InvariantCulture) - steps;
        number = Math.Max(number, 0);
        return string.Create(CultureInfo.InvariantCulture, $"{number / 100}.{number / 10 % 10}.{number % 10}");
    }

    private string CommitOf(long minute) =>
        ((uint)(minute * 2_654_435_761 + _bot.Guilds) & 0xFFFFFFF).ToString("x7", CultureInfo.InvariantCulture);
}
