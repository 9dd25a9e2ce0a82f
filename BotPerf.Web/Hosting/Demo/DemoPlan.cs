namespace BotPerf.Web.Hosting.Demo;

/// <summary>One execution that the plan asks for.</summary>
/// <param name="Error">Null: it succeeds.</param>
internal readonly record struct DemoExecution(DemoCommand Command, double DurationMs, double? AckMs, Exception? Error);

/// <summary>What an instance's gauges stand at.</summary>
internal readonly record struct DemoGauges(
    double CpuPercent, double RssBytes, double HeapBytes, double LagSeconds, double GatewayMs, double RateLimitUsed, int PoolActive);

/// <summary>What makes a time unlike others, for good or ill.</summary>
/// <param name="Traffic">Times the usual.</param>
/// <param name="Slowness">Times the usual durations.</param>
/// <param name="Failing">Times the usual share of failures.</param>
/// <param name="Slower">The command that this version has made slow; null: none.</param>
internal readonly record struct DemoConditions(double Traffic, double Slowness, double Failing, DemoCommand? Slower)
{
    public static readonly DemoConditions Fair = new(1, 1, 1, null);
}

/// <summary>
/// What a simulated bot does at a time: deterministic for a seed, so that a test can say what to expect. A day rises and
/// falls once, a week has its quiet days, waves of minutes make the charts move, and the faulty bot has a bad minute out of six. Pure.
/// </summary>
internal sealed class DemoPlan(DemoBot bot, int seed)
{
    // The night's traffic, as a part of that of the busiest hour; and how far the waves of minutes reach.
    public const double Night = 0.35;
    public const double Wave = 0.25;

    /// <summary>The traffic of the quietest day of the week, as a part of that of the busiest.</summary>
    public const double QuietestDay = 0.74;

    private const double Mebibyte = 1024 * 1024;
    private const double FaultEverySeconds = 360;
    private const double FaultSeconds = 55;
    private const double FirstFaultAfterSeconds = 60;
    private const double RegressionFactor = 3.4;
    private const double MostFailing = 0.6;

    // From Sunday to Saturday: people chat at the week's end.
    private static readonly double[] s_week = [0.97, 0.79, QuietestDay, 0.77, 0.81, 0.92, 1];

    // Chat users choose such texts; the second is what a hostile one tries.
    private static readonly Exception[] s_everyday =
    [
        new UnauthorizedAccessException("The server responded with error 50013: Missing Permissions"),
        new KeyNotFoundException("No track was found for <img src=x onerror=alert(1)>"),
        new TaskCanceledException("The interaction was no longer valid."),
    ];

    private static readonly Exception[] s_fault =
    [
        new TimeoutException("The model did not answer within 20 s"),
        new HttpRequestException("Response status code does not indicate success: 529 (Overloaded)."),
    ];

    private static readonly Exception[] s_trouble =
    [
        new TimeoutException("The database did not answer within 5 s"),
        new HttpRequestException("Response status code does not indicate success: 503 (Service Unavailable)."),
    ];

    private readonly Random _random = new(seed);
    private double _owed;

    /// <summary>Whether the bot has a bad minute.</summary>
    /// <param name="running">Since the demo began.</param>
    public bool IsFaulted(TimeSpan running) =>
        bot.IsFaulty
        && running.TotalSeconds >= FirstFaultAfterSeconds
        && (running.TotalSeconds - FirstFaultAfterSeconds) % FaultEverySeconds < FaultSeconds;

    /// <summary>Commands per minute of one instance: between the night's share and the busiest hour's, give or take a wave.</summary>
    public double Rate(DateTimeOffset at)
    {
        var hours = at.TimeOfDay.TotalHours - bot.PeakHour;
        var day = Night + (1 - Night) * (1 + Math.Cos(2 * Math.PI * hours / 24)) / 2;
        var minutes = at.TimeOfDay.TotalMinutes;
        var wave = 1 + Wave * (0.6 * Math.Sin(2 * Math.PI * minutes / 7) + 0.4 * Math.Sin(2 * Math.PI * minutes / 2.3 + seed));
        return bot.CommandsPerMinute / bot.Instances.Count * s_week[(int)at.DayOfWeek] * day * wave;
    }

    /// <summary>The executions that end within one tick.</summary>
    public IEnumerable<DemoExecution> Tick(DateTimeOffset at, TimeSpan running, TimeSpan tick) =>
        Tick(at, running, tick, DemoConditions.Fair);

    /// <inheritdoc cref="Tick(DateTimeOffset, TimeSpan, TimeSpan)"/>
    public IEnumerable<DemoExecution> Tick(DateTimeOffset at, TimeSpan running, TimeSpan tick, DemoConditions conditions)
    {
        // Arrivals are uneven: what is due is owed, and paid when the dice say so.
        _owed += Rate(at) * tick.TotalMinutes * conditions.Traffic;
        while (_owed > _random.NextDouble())
        {
            _owed--;
            yield return Execute(IsFaulted(running), conditions);
        }
    }

    public DemoGauges Gauges(DateTimeOffset at, TimeSpan running)
    {
        var faulted = IsFaulted(running);
        var load = Rate(at) / (bot.CommandsPerMinute / bot.Instances.Count);

        // The heap climbs and is collected, again and again; what stays is a little more when more is going on.
        var sawTooth = (running.TotalSeconds + seed * 7) % 45 / 45;
        var heap = bot.MemoryMebibytes * (0.38 + 0.12 * sawTooth + 0.06 * load);
        return new DemoGauges(
            CpuPercent: Math.Min(96, 4 + 14 * load + 3 * _random.NextDouble() + (faulted ? 38 : 0)),
            RssBytes: (bot.MemoryMebibytes * (0.92 + 0.04 * load) + 4 * sawTooth) * Mebibyte,
            HeapBytes: heap * Mebibyte,
            LagSeconds: (0.2 + 0.8 * _random.NextDouble() + (faulted ? 130 + 90 * _random.NextDouble() : 0)) / 1_000,
            GatewayMs: bot.GatewayMs * Math.Exp(0.12 * Normal()) * (faulted ? 1.6 : 1),
            RateLimitUsed: Math.Clamp(Math.Round(1.2 + 2 * load * _random.NextDouble()), 0, 5),
            PoolActive: (int)Math.Clamp(Math.Round(2 + 7 * load * _random.NextDouble() + (faulted ? 6 : 0)), 0, 16));
    }

    /// <summary>A query, a message, a look into a cache: something between zero and one, and a duration spread around a median.</summary>
    public double Chance() => _random.NextDouble();

    public double Around(double median, double spread) => median * Math.Exp(spread * Normal());

    /// <summary>A whole number of events where so many are expected.</summary>
    public double Events(double expected) => Math.Floor(expected + _random.NextDouble());

    private DemoExecution Execute(bool faulted, DemoConditions conditions)
    {
        var command = Choose();
        var slow = faulted && command.TypicalMs > 500;
        var times = (slow ? 4 : 1) * conditions.Slowness * (command == conditions.Slower ? RegressionFactor : 1);
        var durationMs = Around(command.TypicalMs * times, command.Spread);
        var error = _random.NextDouble() < (slow ? 0.35 : Math.Min(MostFailing, command.ErrorShare * conditions.Failing))
            ? Pick(slow ? s_fault : conditions.Failing > 1 ? s_trouble : s_everyday)
            : null;

        // Prefix commands are not interactions: nothing is acknowledged. Slow ones are deferred early.
        double? ackMs = command.Kind == "prefix" ? null : Math.Min(durationMs, Around(slow ? 480 : 85, 0.45));
        return new DemoExecution(command, durationMs, ackMs, error);
    }

    private DemoCommand Choose()
    {
        var roll = _random.NextDouble();
        foreach (var command in bot.Commands)
        {
            if ((roll -= command.Share) < 0)
                return command;
        }

        return bot.Commands[0];
    }

    private Exception Pick(Exception[] errors) => errors[_random.Next(errors.Length)];

    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
