using System.Globalization;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;

namespace BotPerf.Web.Hosting.Demo;

/// <summary>A minute of an instance's past.</summary>
/// <param name="Seq">Its number in the session of the past, from 1 on; minutes that are not told have none.</param>
/// <param name="IsFirst">The first that is told of the run.</param>
/// <param name="IsLast">The last.</param>
internal readonly record struct DemoMinute(ulong Seq, long Minute, DemoRun Run, bool IsFirst, bool IsLast);

/// <summary>
/// Tells the past of one instance in frames, one a minute, as the SDK would have sent it. A minute's frame depends on
/// nothing but the bot, the range and the minute: who was cut off tells the rest, and a test what to expect. Pure.
/// </summary>
internal sealed class DemoMinutes
{
    private const long MicrosPerMinute = 60_000_000;
    private const double SecondReading = 31;
    private static readonly string[] s_circuitStates = ["closed", "open", "half-open"];

    private readonly DemoBot _bot;
    private readonly int _number;
    private readonly DemoRange _range;
    private readonly DemoCalendar _calendar;
    private readonly DemoSeries _series = new();
    private readonly DemoCommands _commands;
    private readonly DemoWork _work;
    private readonly uint _latency, _heartbeat, _dispatch, _used, _most, _reset, _active, _idle, _waiting;
    private readonly uint[] _circuit, _lostAndResumed;
    private bool _defined;

    public DemoMinutes(DemoBot bot, int number, DemoCalendar calendar, DemoRange range)
    {
        (_bot, _number, _calendar, _range) = (bot, number, calendar, range);
        _commands = new DemoCommands(bot, _series);
        _work = new DemoWork(bot, number, _series);
        _latency = _series.Gauge(MetricNames.WebSocketLatency, "s", LabelNames.Connection, "gateway:" + bot.Instances[number]);
        _heartbeat = _series.Gauge(MetricNames.HeartbeatAge, "s", LabelNames.Connection, "gateway:" + bot.Instances[number]);
        _dispatch = _series.Gauge(MetricNames.DispatchAge, "s", LabelNames.Connection, "gateway:" + bot.Instances[number]);
        _used = _series.Gauge(MetricNames.RateLimitUsed, "", LabelNames.Bucket, DemoInstance.RateLimit);
        _most = _series.Gauge(MetricNames.RateLimitMax, "", LabelNames.Bucket, DemoInstance.RateLimit);
        _reset = _series.Gauge(MetricNames.RateLimitReset, "s", LabelNames.Bucket, DemoInstance.RateLimit);
        _active = _series.Gauge(MetricNames.PoolActive, "", LabelNames.Pool, "main");
        _idle = _series.Gauge(MetricNames.PoolIdle, "", LabelNames.Pool, "main");
        _waiting = _series.Gauge(MetricNames.PoolWaiting, "", LabelNames.Pool, "main");
        _lostAndResumed = [.. new[] { MetricNames.GatewayDisconnected, MetricNames.GatewayResumed }.Select(
            metric => _series.Counter(metric, "", LabelNames.Connection, "gateway:" + bot.Instances[number]))];
        _circuit = [.. s_circuitStates.Select(state => _series.Gauge(
            MetricNames.CircuitState, "", LabelNames.Circuit, DemoInstance.Circuit, LabelNames.State, state))];

        var plan = new DemoPlan(bot, number);
        foreach (var figure in DemoFigures.Of(bot, plan, default, default))
            _series.Of(figure);
    }

    /// <summary>The number of the last of <see cref="All"/>.</summary>
    public ulong Last => All().LastOrDefault().Seq;

    /// <summary>The minutes that are told, in order.</summary>
    public IEnumerable<DemoMinute> All()
    {
        var seq = 0UL;
        foreach (var run in _calendar.Runs(_number))
        {
            var first = _range.Told(run.From);
            for (long minute = first, next; minute < run.To; minute = next)
            {
                next = _range.Told(minute + 1);
                yield return new DemoMinute(++seq, minute, run, minute == first, next >= run.To);
            }
        }
    }

    /// <param name="minute">One of <see cref="All"/>.</param>
    /// <param name="detailed">With single executions and errors.</param>
    /// <param name="executions">How many there were.</param>
    public Frame Frame(DemoMinute minute, bool detailed, out int executions)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(minute.Minute * 60);
        var running = TimeSpan.FromMinutes(minute.Minute - _range.From);
        var plan = new DemoPlan(_bot, Seed(minute.Minute));
        var frame = new Frame
        {
            Seq = minute.Seq,
            EndUs = (minute.Minute + 1) * MicrosPerMinute,
            IntervalUs = (uint)MicrosPerMinute,
            Counters = new Counters(),
            Gauges = new Gauges(),
            Histograms = new Histograms(),
        };
        foreach (var execution in plan.Tick(at, running, SpanOf(minute), _calendar.At(minute.Minute, minute.Run.Deploy)))
            _commands.Add(execution, plan.Chance(), detailed ? frame : null);
        executions = _commands.Count;
        _commands.Write(frame);
        _work.Write(frame, plan, executions, plan.IsFaulted(running));
        Measure(frame, plan, minute, running);
        Happen(frame, minute);
        Introduce(frame, minute);
        return frame;
    }

    private void Measure(Frame frame, DemoPlan plan, DemoMinute minute, TimeSpan running)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(minute.Minute * 60);
        var first = plan.Gauges(at, running);
        var second = plan.Gauges(at, running + TimeSpan.FromSeconds(SecondReading));
        // A process that ran when the past begins had been started the day before.
        var uptime = TimeSpan.FromMinutes(minute.Minute + 1 - minute.Run.From + (minute.Run.IsRestart ? 0 : 1_440));
        var moment = new DemoMoment(at, uptime, SpanOf(minute), _calendar.Growth(minute.Minute));
        using var before = DemoFigures.Of(_bot, plan, first, moment).GetEnumerator();
        foreach (var figure in DemoFigures.Of(_bot, plan, second, moment))
        {
            before.MoveNext();
            if (figure.IsCounter)
                Count(frame, _series.Of(figure), figure.Value);
            else
                Set(frame, _series.Of(figure), before.Current.Value, figure.Value);
        }

        Set(frame, _latency, first.GatewayMs / 1_000, second.GatewayMs / 1_000);
        Set(frame, _used, first.RateLimitUsed, second.RateLimitUsed);
        Set(frame, _most, 5, 5);
        Set(frame, _reset, 0.8, 0.8);
        Set(frame, _active, first.PoolActive, second.PoolActive);
        Set(frame, _idle, 16 - first.PoolActive, 16 - second.PoolActive);
        Set(frame, _waiting, DemoInstance.Waiting(first), DemoInstance.Waiting(second));
        var open = plan.IsFaulted(running);
        Set(frame, _circuit[0], open ? 0 : 1, open ? 0 : 1);
        Set(frame, _circuit[1], open ? 1 : 0, open ? 1 : 0);
        Set(frame, _circuit[2], 0, 0);
        var sinceHeartbeat = uptime.TotalSeconds % DemoInstance.HeartbeatSeconds;
        Set(frame, _heartbeat, plan.Chance() * DemoInstance.HeartbeatSeconds, sinceHeartbeat);
        Set(frame, _dispatch, plan.Chance() * 0.4, plan.Chance() * 0.4);
    }

    private void Happen(Frame frame, DemoMinute minute)
    {
        var beginUs = minute.Minute * MicrosPerMinute;
        if (minute is { IsFirst: true, Run.IsRestart: true })
        {
            Tell(beginUs + 1_000_000, "start");
            if (minute.Minute - minute.Run.Deploy.Minute < 30)
                Tell(beginUs + 1_400_000, "deploy", ("version", minute.Run.Deploy.Version), ("commit", minute.Run.Deploy.Commit));
            Tell(beginUs + 6_000_000, "ready", ("guilds", Math.Round(_bot.Guilds * _calendar.Growth(minute.Minute) / _bot.Instances.Count).ToString(CultureInfo.InvariantCulture)));
        }

        if (minute is { IsLast: true, Run.Crashed: false } && minute.Run.To < _range.To)
            Tell(beginUs + 58_000_000, "stop");

        // A gateway asks its shards to reconnect from time to time.
        if ((minute.Minute + 130 * _number) % (_bot.Instances.Count > 1 ? 520 : 2_900) == 0)
        {
            Tell(beginUs + 21_000_000, "disconnected", ("reason", "the gateway asked to reconnect"));
            Tell(beginUs + 23_000_000, "resumed");
            foreach (var series in _lostAndResumed)
                Count(frame, series, 1);
        }

        void Tell(long atUs, string name, params ReadOnlySpan<(string Name, string Value)> detail)
        {
            var told = new LifecycleEvent { AtUs = atUs, Event = name };
            foreach (var (key, value) in detail)
                told.Detail.Add(key, value);
            frame.Lifecycle.Add(told);
        }
    }

    // The first frame says what the numbers mean; that of each process who it is.
    private void Introduce(Frame frame, DemoMinute minute)
    {
        if (!_defined)
            frame.Series.AddRange(_series.Definitions);
        if (!_defined || minute.IsFirst)
        {
            frame.Info = new InstanceInfo
            {
                Version = minute.Run.Deploy.Version, Library = _bot.Library, StartedAtUs = minute.Run.From * MicrosPerMinute,
            };
            if (_bot.Instances.Count > 1)
                (frame.Info.ShardId, frame.Info.ShardCount) = (_number, _bot.Instances.Count);
        }

        _defined = true;
    }

    private static void Count(Frame frame, uint series, double increase)
    {
        frame.Counters.Series.Add(series);
        frame.Counters.Delta.Add(increase);
    }

    private static void Set(Frame frame, uint series, double first, double last)
    {
        frame.Gauges.Series.Add(series);
        frame.Gauges.Last.Add(last);
        frame.Gauges.Min.Add(Math.Min(first, last));
        frame.Gauges.Max.Add(Math.Max(first, last));
    }

    private TimeSpan SpanOf(DemoMinute minute) => TimeSpan.FromMinutes(_range.MinutesOf(minute.Minute));

    // Neighbours must not begin alike.
    private int Seed(long minute) => (int)((ulong)(minute * 31 + _number + _bot.Guilds) * 0x9E3779B97F4A7C15 >> 33);
}
