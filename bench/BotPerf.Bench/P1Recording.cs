using System.Diagnostics;
using System.Diagnostics.Metrics;
using BotPerf.Client;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace BotPerf.Bench;

/// <summary>
/// P1: what recording costs the bot, beside OpenTelemetry in the same run. Rounds of one and the other alternate, so that a
/// machine that slows down slows both; medians are compared.
/// </summary>
internal static class P1Recording
{
    private const int BatchesOfDetails = 4_000; // Below the limit of a stripe: every detail is kept.

    public static int Run(bool brief)
    {
        var rounds = brief ? 5 : 25;
        var calls = brief ? 200_000 : 2_000_000;
        using var other = new OpenTelemetryHistogram();
        using var own = new OwnRecording(new BotPerfOptions { Collectors = CollectorOptions.None, Instrumentation = InstrumentationOptions.None });
        using var full = new OwnRecording(EverythingOn());

        Console.WriteLine($"P1  {Environment.ProcessorCount} cores, {rounds} alternating rounds of {calls:N0} calls, medians, ns a call");
        Console.WriteLine("    measured against OpenTelemetry 1.20.1 Histogram<double>.Record with one tag; prometheus-net is not in the package source");

        var (handle, otel) = Alternate(rounds, () => own.Handle(calls), () => other.Record(calls), calls);
        Report("a  record on a handle, one thread", handle, otel, 0.25);
        var (handle2, otel2) = Alternate(rounds, () => Twice(own.Handle, calls), () => Twice(other.Record, calls), calls);
        Report("a  record on a handle, two threads on one series", handle2, otel2, 0.15);
        var (name, otelAgain) = Alternate(rounds, () => own.ByName(calls), () => other.Record(calls), calls);
        Report("b  record by name", name, otelAgain, 0.50);
        var (track, otelTimed) = Alternate(rounds, () => own.Track(calls), () => other.RecordTimed(calls), calls);
        Report("b' TrackCommandExecution by name, with detail", track, otelTimed, null);
        var (scope, otelTimed2) = Alternate(rounds, () => own.Scope(calls), () => other.RecordTimed(calls), calls);
        Report("c  timed command scope, detail kept (two clock reads + OTel)", scope, otelTimed2, 0.60);

        var (_, clocks) = Alternate(rounds, () => own.ByName(calls), () => TwoClockReads(calls), calls);
        Console.WriteLine($"    {"of c, two clock reads alone",-62} {clocks,7:0.0}");

        Console.WriteLine("    the same with every collector and all instrumentation on, beside the recording alone");
        Beside("a  record on a handle, one thread", full.Handle, own.Handle);
        Beside("a  record on a handle, two threads on one series", count => Twice(full.Handle, count), count => Twice(own.Handle, count));
        Beside("b  record by name", full.ByName, own.ByName);
        Beside("b' TrackCommandExecution by name, with detail", full.Track, own.Track);
        Beside("c  timed command scope, detail kept", full.Scope, own.Scope);

        var allocated = own.Allocated();
        Console.WriteLine($"    {"bytes allocated by all of these calls",-62} {allocated,7}   goal 0: {(allocated == 0 ? "pass" : "MISS")}");
        return allocated == 0 ? 0 : 1;

        void Beside(string what, Func<int, TimeSpan> all, Func<int, TimeSpan> alone)
        {
            var (with, without) = Alternate(rounds, () => all(calls), () => alone(calls), calls);
            Report(what, with, without, null);
        }
    }

    /// <summary>The network probe asks a port of this machine where nobody listens.</summary>
    private static BotPerfOptions EverythingOn()
    {
        var options = new BotPerfOptions();
        options.Collectors.Network.Enabled = true;
        options.Collectors.NetworkTargets = [new Uri("http://127.0.0.1:9/")];
        options.Collectors.BotCounts = () => new BotCounts { Guilds = 3, Users = 1_000 };
        options.Instrumentation.Meters = ["System.Runtime", "BotPerf.Bench.Bot"];
        return options;
    }

    private static TimeSpan TwoClockReads(int calls)
    {
        var sum = 0L;
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++)
            sum += Stopwatch.GetTimestamp() - Stopwatch.GetTimestamp();
        return sum > 0 ? TimeSpan.MaxValue : Stopwatch.GetElapsedTime(began);
    }

    private static void Report(string what, double own, double other, double? goal)
    {
        var ratio = own / other;
        var verdict = goal is null ? "" : $"goal ≤{goal:0.00}×: {(ratio <= goal ? "pass" : "MISS")}";
        Console.WriteLine($"    {what,-62} {own,7:0.0}   against {other,7:0.0}   {ratio:0.000}×   {verdict}");
    }

    private static (double Own, double Other) Alternate(int rounds, Func<TimeSpan> own, Func<TimeSpan> other, int calls)
    {
        // Until the compiler has made its best of both, which it does in the background.
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(1);)
        {
            own();
            other();
        }

        var owns = new List<TimeSpan>();
        var others = new List<TimeSpan>();
        for (var i = 0; i < rounds; i++)
        {
            owns.Add(own());
            others.Add(other());
        }

        return (Median(owns), Median(others));

        double Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2).TotalNanoseconds / calls;
    }

    /// <summary>Both threads make all the calls: the time is that of one thread's calls beside the other's.</summary>
    private static TimeSpan Twice(Func<int, TimeSpan> run, int calls)
    {
        using var together = new Barrier(2);
        var times = new TimeSpan[2];
        var threads = Enumerable.Range(0, 2).Select(i => new Thread(() =>
        {
            together.SignalAndWait();
            times[i] = run(calls);
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        return times.Max();
    }

    /// <summary>Milliseconds as a bot has them, from 1 ms to some seconds, in no order a processor could foresee.</summary>
    private static readonly double[] s_values = MakeValues();

    private static double Value(int i) => s_values[i & (s_values.Length - 1)];

    private static double[] MakeValues()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 8192).Select(_ => Math.Exp(random.NextDouble() * 8.5))];
    }

    private sealed class OwnRecording : IDisposable
    {
        private readonly PerformanceMonitor _monitor;
        private readonly Histogram _histogram;

        private static readonly Action<PerformanceMonitor, int> s_track = (monitor, count) =>
        {
            for (var i = 0; i < count; i++)
                monitor.TrackCommandExecution("help", Value(i), true, "General", "slash");
        };

        private static readonly Action<PerformanceMonitor, int> s_scope = (monitor, count) =>
        {
            for (var i = 0; i < count; i++)
            {
                using var scope = monitor.BeginCommand("help", "General", "slash");
            }
        };

        public OwnRecording(BotPerfOptions options)
        {
            _monitor = new PerformanceMonitor(options, null, TimeProvider.System, _ => null);
            _histogram = _monitor.Histogram("bench_seconds", ("command", "help"));
        }

        public TimeSpan Handle(int calls)
        {
            var histogram = _histogram;
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < calls; i++)
                histogram.Record(Value(i));
            return Stopwatch.GetElapsedTime(began);
        }

        public TimeSpan ByName(int calls)
        {
            var monitor = _monitor;
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < calls; i++)
                monitor.TrackDatabaseQuery("SELECT", Value(i));
            return Stopwatch.GetElapsedTime(began);
        }

        public TimeSpan Track(int calls) => InBatches(calls, s_track);

        public TimeSpan Scope(int calls) => InBatches(calls, s_scope);

        /// <summary>Bytes that 100,000 calls on a handle and by name, and a batch of each with details, allocate.</summary>
        public long Allocated()
        {
            const int Calls = 100_000;
            return AllocatedBy((own, _) => own.Handle(Calls)) + AllocatedBy((own, _) => own.ByName(Calls))
                + AllocatedBy((own, count) => s_track(own._monitor, count)) + AllocatedBy((own, count) => s_scope(own._monitor, count));
        }

        private long AllocatedBy(Action<OwnRecording, int> calls)
        {
            calls(this, BatchesOfDetails);
            _monitor.CutFrame();
            var before = GC.GetAllocatedBytesForCurrentThread();
            calls(this, BatchesOfDetails);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        public void Dispose() => _monitor.DisposeAsync().AsTask().GetAwaiter().GetResult();

        /// <summary>In batches whose details are all kept; what the flusher does in between is not the bot's time.</summary>
        private TimeSpan InBatches(int calls, Action<PerformanceMonitor, int> batch)
        {
            var total = TimeSpan.Zero;
            for (var done = 0; done < calls; done += BatchesOfDetails)
            {
                var began = Stopwatch.GetTimestamp();
                batch(_monitor, BatchesOfDetails);
                total += Stopwatch.GetElapsedTime(began);
                _monitor.CutFrame();
            }

            return total;
        }
    }

    private sealed class OpenTelemetryHistogram : IDisposable
    {
        private readonly Meter _meter = new("BotPerf.Bench");
        private readonly Histogram<double> _histogram;
        private readonly MeterProvider _provider;

        public OpenTelemetryHistogram()
        {
            _histogram = _meter.CreateHistogram<double>("bench_seconds");
            _provider = Sdk.CreateMeterProviderBuilder().AddMeter(_meter.Name)
                .AddReader(new BaseExportingMetricReader(new Nowhere())).Build();
        }

        public TimeSpan Record(int calls)
        {
            var histogram = _histogram;
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < calls; i++)
                histogram.Record(Value(i), new KeyValuePair<string, object?>("command", "help"));
            return Stopwatch.GetElapsedTime(began);
        }

        public TimeSpan RecordTimed(int calls)
        {
            var histogram = _histogram;
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < calls; i++)
            {
                var started = Stopwatch.GetTimestamp();
                var ended = Stopwatch.GetTimestamp();
                histogram.Record(Value(i) + (ended - started) * 1e-6, new KeyValuePair<string, object?>("command", "help"));
            }

            return Stopwatch.GetElapsedTime(began);
        }

        public void Dispose()
        {
            _provider.Dispose();
            _meter.Dispose();
        }
    }

    private sealed class Nowhere : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}
