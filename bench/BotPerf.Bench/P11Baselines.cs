using System.Diagnostics;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Alerts;
using BotPerf.Web.Baselines;
using BotPerf.Web.Insights.Anomalies;
using BotPerf.Web.Rollups;

namespace BotPerf.Bench;

/// <summary>P11: what is found of what was put into generated series, and what is found that nobody put there.</summary>
internal static class P11Baselines
{
    private const int Series = 200;
    private const int BriefSeries = 40;
    private const int Minute = 60;
    private const int Window = 5;
    private const double Goal = 0.95;
    private const double LeakThreshold = 0.1;
    private const double Deviations = 4;
    private const int LeakLasts = 5;

    // Of a day or two, of a week, and of more; hours are looked at in all.
    private static readonly int[] s_listSteps = [5, 15, 60];

    // Which trouble a series has is by its number's remainder: other seeds have as many of each.
    private const int Sorts = 64;

    /// <param name="brief">Fewer series.</param>
    /// <param name="first">The first seed. The thresholds were chosen while looking at those from 0 on: any others are fresh.</param>
    public static async Task<int> RunAsync(bool brief, int first)
    {
        if (first < 0 || first % Sorts != 0)
        {
            Console.Error.WriteLine($"--seeds takes a multiple of {Sorts}, from 0 on.");
            return 2;
        }

        var numbers = Enumerable.Range(first, brief ? BriefSeries : Series).ToList();
        Console.WriteLine($"P11 {numbers.Count} generated series of each sort, seeds {first} to {numbers[^1]}");
        var reached = Leaks(numbers);
        reached &= Anomalies(numbers);
        reached &= Deploys(numbers);
        reached &= Forecasts([.. Enumerable.Range(first, numbers.Count * 2)]);
        await CostAsync(brief);
        return reached ? 0 : 1;
    }

    // Fifty commands over five weeks: the ten that run most, and all together. The first call makes what is usual.
    private static async Task CostAsync(bool brief)
    {
        var end = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 60 * 60;
        await using var server = await P4Queries.OwnAsync(new CommandMinutes(50, 600, seed: 4), brief ? 5 : 35, end);
        using var http = await server.ApiAsync("read");
        foreach (var days in brief ? [1] : new[] { 1, 7, 28 })
        {
            Console.Write($"  the page's list over {days} days, 50 commands");
            foreach (var name in new[] { "first", "again" })
            {
                var cpu = server.Cpu;
                var began = Stopwatch.GetTimestamp();
                var told = await http.GetStringAsync(new Uri($"api/v1/bots/1/anomalies?from={P4Queries.Time(end - days * 86_400L)}&to={P4Queries.Time(end)}", UriKind.Relative));
                var known = System.Text.Json.JsonDocument.Parse(told).RootElement.GetProperty("known").GetInt32();
                Console.Write(FormattableString.Invariant($"; {name} {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms, {(server.Cpu - cpu).TotalMilliseconds:0} ms of a core ({known} figures)"));
            }

            Console.WriteLine();
        }
    }

    private static bool Leaks(List<int> numbers)
    {
        var ours = new Score();
        var (seed, sigma) = (new Score(), new Score());
        foreach (var number in numbers)
        {
            var heap = new GeneratedHeap(number);
            ours.Add(heap, LeakLasts, minute => LeakDetector.Look(heap.Floors[Math.Max(0, minute - LeakDetector.MostMinutes + 1)..(minute + 1)]) is { GrowthPerHour: >= LeakThreshold });
            seed.Add(heap, 0, minute => minute > 0 && heap.Newest[minute] > 1.2 * heap.Newest[minute - 1]);
            sigma.Add(heap, LeakLasts, minute => minute > 60 && IsBeyond(heap.Newest.AsSpan(Math.Max(0, minute - 720), Math.Min(minute, 720)), heap.Newest[minute]));
        }

        Console.WriteLine($"  leaks of 15 to 120 % an hour, beside starts, caches, bursts, saw-teeth and seasons, a day each");
        ours.Print("floor after collections", Goal);
        seed.Print("+20 % in a minute", null);
        sigma.Print("three sigma", null);
        return ours.Precision >= Goal && ours.Recall >= Goal;
    }

    private static bool Anomalies(List<int> numbers)
    {
        var rule = new AlertRule(1, "anomaly", new Signal(SignalKind.Metric))
        {
            Levels = [new AlertLevel(AlertSeverity.Warning, Deviations, Deviations / 2)], For = TimeSpan.FromMinutes(10), KeepFiring = TimeSpan.FromMinutes(10),
        };
        var plain = rule with { Levels = [new AlertLevel(AlertSeverity.Warning, 3)] };
        var (ours, sigma, young) = (new Found(), new Found(), new Found());
        var listed = s_listSteps.ToDictionary(step => step, _ => new Found());
        foreach (var number in numbers)
        {
            var traffic = new GeneratedTraffic(number);
            var known = (GeneratedTraffic.Weeks - 1) * GeneratedTraffic.WeekMinutes;
            ours.Add(traffic, Replay(rule, traffic, Usual(traffic, 0, known)!.Score));
            young.Add(traffic, Replay(rule, traffic, Usual(traffic, known - 4 * 1_440, known)!.Score));
            foreach (var (step, found) in listed)
                found.Add(traffic, Listed(traffic, step));
            var past = traffic.Values.AsSpan(0, known).ToArray();
            var (average, deviation) = Moments(past);
            sigma.Add(traffic, Replay(plain, traffic, (_, value) => Math.Abs(value - average) / deviation));
        }

        Console.WriteLine("  shifts, spikes and slow regressions in a week with seasons, heavy tails and memory, after four weeks");
        ours.Print("seasonal baseline", 1);
        young.Print("the same, after four days", null);
        sigma.Print("three sigma", null);
        foreach (var (step, found) in listed)
            found.Print($"the page's list, {step} min", 1);
        return ours.FalseAlarms <= 1 && listed.Values.All(found => found.FalseAlarms <= 1);
    }

    // As the page does over a week: each piece of it beside what was usual before the piece.
    private static List<(long From, long To)> Listed(GeneratedTraffic traffic, int step) => step == 60
        ? [.. Seen(traffic, step).Select(one => (one.What.From, one.What.To))]
        : [.. AnomalyFinder.Join(Seen(traffic, step), Seen(traffic, 60)).Select(one => (one.What.From, one.What.To))];

    private static List<SeenAnomaly<int>> Seen(GeneratedTraffic traffic, int step)
    {
        var points = Enumerable.Range(0, traffic.Values.Length / step)
            .Select(i => (Second: i * step * (long)Minute, Value: traffic.Values.AsSpan(i * step, step).ToArray().Average())).ToList();
        var hours = points.GroupBy(point => point.Second / 3_600).Select(hour => (Hour: hour.Key, Value: hour.Average(point => point.Value))).ToList();
        var range = new StepRange((GeneratedTraffic.Weeks - 1) * GeneratedTraffic.WeekMinutes, traffic.Values.Length, step);
        return [.. AnomalyPieces.Of(range).SelectMany(piece =>
        {
            var usual = SeasonalBaseline.Of([.. hours.Where(hour => hour.Hour < piece.FromHour)])!;
            if (step < 60)
                usual = usual.WithRestless(points.Where(point => point.Second < piece.FromHour * 3_600 && point.Second >= (piece.FromHour - 24) * 3_600));
            return AnomalyFinder.Find(
                usual, [.. points.Where(point => point.Second >= piece.FromHour * 3_600 && point.Second < piece.ToHour * 3_600)], step * Minute, isCounted: false);
        }).Select(what => new SeenAnomaly<int>(0, what, step * Minute))];
    }

    private static List<ReplayedAlert> Replay(AlertRule rule, GeneratedTraffic traffic, Func<long, double, double> score)
    {
        var replay = new RuleReplay(rule);
        var first = (GeneratedTraffic.Weeks - 1) * GeneratedTraffic.WeekMinutes;
        for (var minute = first; minute < traffic.Values.Length; minute++)
        {
            var average = 0.0;
            for (var back = 0; back < Window; back++)
                average += traffic.Values[minute - back] / Window;
            replay.Step(Math.Abs(score(minute * (long)Minute, average)), DateTimeOffset.FromUnixTimeSeconds(minute * (long)Minute));
        }

        return [.. replay.Alerts];
    }

    private static SeasonalBaseline? Usual(GeneratedTraffic traffic, int from, int to)
    {
        var hours = Enumerable.Range(from / 60, (to - from) / 60)
            .Select(hour => ((long)hour, traffic.Values.AsSpan(hour * 60, 60).ToArray().Average())).ToList();
        var day = Enumerable.Range(to - 1_440, 1_440)
            .Select(minute => (minute * (long)Minute, traffic.Values.AsSpan(minute - Window + 1, Window).ToArray().Average()));
        return SeasonalBaseline.Of(hours)?.WithRestless(day);
    }

    private static bool Deploys(List<int> numbers)
    {
        var (right, wrong, missed, few) = (0, 0, 0, 0);
        foreach (var number in numbers)
        {
            var random = new Noise(20_000 + number);
            var slower = number % 2 == 0 ? random.Between(1.3, 3) : 1;
            var perHour = (int)Math.Exp(random.Between(Math.Log(30), Math.Log(2_000)));
            var median = Math.Exp(random.Between(Math.Log(0.01), Math.Log(2)));
            var verdict = Comparison.Of(Hours(random, 24, perHour, median), Hours(random, 12, perHour, median * slower)).Verdict;
            if (number % 2 == 0 && verdict == ComparisonVerdict.Worse)
                right++;
            else if (number % 2 == 1 && verdict is ComparisonVerdict.Worse or ComparisonVerdict.Better)
                wrong++;
            else if (number % 2 == 0)
                missed++;
            few += verdict == ComparisonVerdict.TooFew ? 1 : 0;
        }

        Console.WriteLine("  deploys that make a command 1.3 to 3 times slower, or not; 24 h before and 12 h after, hours unlike each other");
        Console.WriteLine($"    comparison by hours                  precision {Share(right, right + wrong)}, recall {Share(right, right + missed)}; {few} of {numbers.Count} too few to say");
        return right >= Goal * (right + wrong);
    }

    private static List<Sketch> Hours(Noise random, int hours, int perHour, double median) => [.. Enumerable.Range(0, hours).Select(hour =>
    {
        var sketch = new Sketch();
        var own = median * Math.Exp(0.08 * random.Normal()) * (1 + 0.1 * Math.Sin(2 * Math.PI * hour / 24));
        for (var i = 0; i < perHour; i++)
            sketch.Add(own * Math.Exp(0.6 * random.Normal()));
        return sketch;
    })];

    private static bool Forecasts(List<int> numbers)
    {
        var (held, early, late, reached, told) = (0, 0, 0, 0, 0);
        var (still, invented) = (0, 0);
        foreach (var number in numbers)
        {
            var way = new GeneratedWay(number);
            var forecast = Forecast.Of(way.Hours, way.Limit);
            if (!way.Grows)
            {
                still++;
                invented += forecast.Verdict == ForecastVerdict.Reaches ? 1 : 0;
                continue;
            }

            reached++;
            if (forecast.Verdict != ForecastVerdict.Reaches || way.ReachedAfterDays is not { } days)
                continue;
            told++;
            early += days < forecast.Soonest!.Value.TotalDays ? 1 : 0;
            late += forecast.Latest is { } latest && days > latest.TotalDays ? 1 : 0;
            held += days >= forecast.Soonest!.Value.TotalDays && (forecast.Latest is null || days <= forecast.Latest.Value.TotalDays) ? 1 : 0;
        }

        Console.WriteLine("  memory and disks that fill up, by a line or straying; 14 days known, the interval says 80 %");
        Console.WriteLine($"    interval holds the day               {Share(held, told)} of those told ({Share(told, reached)}); sooner {Share(early, told)}, later {Share(late, told)}");
        Console.WriteLine($"    a limit foretold without growth      {Share(invented, still)}");
        return held >= 0.75 * told;
    }

    private static bool IsBeyond(ReadOnlySpan<double> past, double value)
    {
        var (average, deviation) = Moments(past);
        return value > average + 3 * deviation;
    }

    private static (double Average, double Deviation) Moments(ReadOnlySpan<double> values)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var value in values)
            (sum, squares) = (sum + value, squares + value * value);
        var average = sum / values.Length;
        return (average, Math.Sqrt(Math.Max(0, squares / values.Length - average * average)));
    }

    private static string Share(int part, int whole) => whole == 0 ? "–" : FormattableString.Invariant($"{(double)part / whole:0.000}");

    /// <summary>Leaks that were found, and alarms without one. A series counts once, as a leak's alert does.</summary>
    private sealed class Score
    {
        private int _found, _missed, _false, _days;
        private readonly List<int> _delays = [];

        public double Precision => _found + _false == 0 ? 1 : (double)_found / (_found + _false);

        public double Recall => (double)_found / (_found + _missed);

        /// <param name="minutes">So long it must last.</param>
        public void Add(GeneratedHeap heap, int minutes, Func<int, bool> isAlarm)
        {
            var (isFalse, foundAt, lasting) = (false, (int?)null, 0);
            for (var minute = 0; minute < GeneratedHeap.Minutes; minute++)
            {
                // After its end the window still holds it.
                if (foundAt is not null || minute > heap.LeaksTo)
                    break;
                lasting = isAlarm(minute) ? lasting + 1 : 0;
                if (lasting <= minutes)
                    continue;
                if (minute >= heap.LeaksFrom)
                    foundAt = minute;
                else
                    isFalse = true;
            }

            _days++;
            _false += isFalse ? 1 : 0;
            if (heap.LeaksFrom is not { } from)
                return;
            if (foundAt is { } at)
            {
                _found++;
                _delays.Add(at - from);
            }
            else
            {
                _missed++;
            }
        }

        public void Print(string name, double? goal)
        {
            _delays.Sort();
            var delay = _delays.Count == 0 ? "–" : $"{_delays[_delays.Count / 2]} min";
            var verdict = goal is null ? "" : $"   goal ≥{goal} both: {(Precision >= goal && Recall >= goal ? "pass" : "MISS")}";
            Console.WriteLine(FormattableString.Invariant($"    {name,-36} precision {Precision:0.000}, recall {Recall:0.000}, found after {delay}; false in {_false} of {_days} days{verdict}"));
        }
    }

    private sealed class Found
    {
        private readonly Dictionary<string, (int Found, int All)> _kinds = [];
        private int _false, _weeks, _right;

        public double FalseAlarms => (double)_false / _weeks;

        public void Add(GeneratedTraffic traffic, List<ReplayedAlert> alerts) =>
            Add(traffic, alerts.ConvertAll(alert => (alert.From.ToUnixTimeSeconds(), alert.To?.ToUnixTimeSeconds() ?? long.MaxValue)));

        public void Add(GeneratedTraffic traffic, List<(long From, long To)> seconds)
        {
            _weeks++;
            var begin = (GeneratedTraffic.Weeks - 1) * GeneratedTraffic.WeekMinutes;
            var of = seconds.ConvertAll(one => (From: one.From / Minute - begin, To: one.To / Minute - begin));
            var isFound = traffic.Event is { } what && of.Exists(alert => alert.From < what.To && alert.To > what.From);
            _false += of.Count(alert => traffic.Event is not { } one || alert.From > one.To + 60 || alert.To < one.From);
            if (traffic.Event is { } happened)
            {
                var (found, all) = _kinds.GetValueOrDefault(happened.Kind);
                _kinds[happened.Kind] = (found + (isFound ? 1 : 0), all + 1);
                _right += isFound ? 1 : 0;
            }
        }

        public void Print(string name, double? goal)
        {
            var all = _kinds.Values.Sum(kind => kind.All);
            var verdict = goal is null ? "" : $"   goal ≤{goal}: {(FalseAlarms <= goal ? "pass" : "MISS")}";
            Console.WriteLine(FormattableString.Invariant($"    {name,-36} false alarms {FalseAlarms:0.00} a series and week, precision {Share(_right, _right + _false)}, recall {Share(_right, all)} ({string.Join(", ", _kinds.Select(kind => $"{kind.Key} {Share(kind.Value.Found, kind.Value.All)}"))}){verdict}"));
        }
    }
}
