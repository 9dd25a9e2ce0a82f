using System.Diagnostics;
using System.Text.Json;
using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using Google.Protobuf;
using Microsoft.AspNetCore.SignalR.Client;

namespace BotPerf.Bench;

/// <summary>
/// P3: two thousand instances that each send a frame a second with a hundred series: how long acknowledgements take, what
/// it costs the server, and whether everything is there afterwards. The fleet runs in this process, on the same cores.
/// </summary>
internal static class P3Fleet
{
    private const int Series = 100;
    private const string Counted = "fleet_frames_total";

    public static async Task<int> RunAsync(bool brief, bool full)
    {
        var instances = brief ? 100 : 2_000;
        var duration = TimeSpan.FromSeconds(brief ? 5 : full ? 600 : 60);
        Console.WriteLine($"P3  {Environment.ProcessorCount} cores, {instances} instances × 1 frame/s × {Series} series, {duration.TotalSeconds} s");
        await using var server = await ChildServer.BotPerfAsync();
        var key = await server.AddBotAsync("fleet");

        var members = new List<Member>();
        for (var i = 0; i < instances; i++)
            members.Add(await Member.JoinAsync(server, key, i));

        // The second in which each has its turn is spread, as among bots that were started at any time.
        await Task.WhenAll(members.Select((member, i) => member.SendAsync(TimeSpan.FromSeconds(5), i, instances, new Sketch())));
        var cpu = server.Cpu;
        var began = Stopwatch.GetTimestamp();
        var acks = members.ConvertAll(_ => new Sketch());
        await Task.WhenAll(members.Select((member, i) => member.SendAsync(duration, i, instances, acks[i])));
        var elapsed = Stopwatch.GetElapsedTime(began);
        var cores = (server.Cpu - cpu) / elapsed;
        var rss = server.RssMebibytes;

        var all = new Sketch();
        acks.ForEach(all.Merge);
        var sent = members.Sum(member => member.Acknowledged);
        var stored = await StoredAsync(server);
        Console.WriteLine($"    acknowledged                 {all.Count / elapsed.TotalSeconds,8:0} frames/s");
        Console.WriteLine($"    acknowledgement p50, p99     {all.Quantile(0.5) * 1_000,8:0.0} ms, {all.Quantile(0.99) * 1_000:0.0} ms   goal p99 <250: {Verdict(all.Quantile(0.99) < 0.25)}");
        Console.WriteLine($"    server                       {cores,8:0.00} cores   goal <1: {Verdict(cores < 1)}");
        Console.WriteLine($"    server                       {rss,8:0} MiB     goal <1024: {Verdict(rss < 1_024)}");
        Console.WriteLine($"    frames lost                  {sent - stored,8:0}         goal 0: {Verdict(sent == stored)} (of {sent:N0})");
        foreach (var member in members)
            await member.DisposeAsync();
        return sent == stored ? 0 : 1;
    }

    private static async Task<long> StoredAsync(ChildServer server)
    {
        using var http = await server.ApiAsync("read");
        using var answer = JsonDocument.Parse(await http.GetStringAsync(
            new Uri($"api/v1/bots/1/history?metric={Counted}&step=60", UriKind.Relative)));
        return answer.RootElement.GetProperty("series").EnumerateArray()
            .SelectMany(series => series.GetProperty("points").EnumerateArray())
            .Sum(point => (long)point.GetProperty("increase").GetDouble());
    }

    private static string Verdict(bool reached) => reached ? "pass" : "MISS";

    private sealed class Member(HubConnection connection, byte[] body) : IAsyncDisposable
    {
        private ulong _seq;

        public long Acknowledged { get; private set; }

        public static async Task<Member> JoinAsync(ChildServer server, string key, int number)
        {
            var connection = HubLoad.Connect(server, key);
            await connection.StartAsync();
            await connection.InvokeAsync<HelloReply>(HubContract.Hello,
                new HelloRequest { Instance = $"bot-{number}", Session = Guid.NewGuid().ToString() });
            return new Member(connection, Body(defines: false, number));
        }

        public async Task SendAsync(TimeSpan duration, int number, int of, Sketch acks)
        {
            await Task.Delay(TimeSpan.FromSeconds((double)number / of), TimeProvider.System, CancellationToken.None);
            var began = Stopwatch.GetTimestamp();
            for (var second = 0; second < duration.TotalSeconds; second++)
            {
                var pushed = Stopwatch.GetTimestamp();
                var ack = await connection.InvokeAsync<PushAck>(HubContract.Push, Frame(number));
                if (ack.RetryAfterMs is not null || ack.Rejected.Count > 0 || ack.Duplicate)
                    throw new InvalidOperationException($"Frame {ack.Seq} was not stored: {ack}");
                acks.Add(Stopwatch.GetElapsedTime(pushed).TotalSeconds);
                Acknowledged++;
                var rest = TimeSpan.FromSeconds(second + 1) - Stopwatch.GetElapsedTime(began);
                if (rest > TimeSpan.Zero)
                    await Task.Delay(rest, TimeProvider.System, CancellationToken.None);
            }
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();

        // Encoded once; protobuf lets the last seq and end win.
        private byte[] Frame(int number)
        {
            var tail = new Frame { Seq = ++_seq, EndUs = HubLoad.NowUs() }.ToByteArray();
            return [.. _seq == 1 ? Body(defines: true, number) : body, .. tail];
        }

        private static byte[] Body(bool defines, int number)
        {
            var random = new Random(number);
            var frame = new Frame { IntervalUs = 1_000_000, Counters = new Counters(), Gauges = new Gauges(), Histograms = new Histograms() };
            for (var i = 0; i < Series; i++)
            {
                var kind = i < 20 ? SeriesKind.Counter : i < 80 ? SeriesKind.Gauge : SeriesKind.Histogram;
                if (defines)
                    frame.Series.Add(new SeriesDefinition { Kind = kind, Name = i == 0 ? Counted : $"fleet_{i}" });
                Add(frame, kind, (uint)i, random);
            }

            return frame.ToByteArray();
        }

        private static void Add(Frame frame, SeriesKind kind, uint series, Random random)
        {
            switch (kind)
            {
                case SeriesKind.Counter:
                    frame.Counters.Series.Add(series);
                    frame.Counters.Delta.Add(1);
                    break;
                case SeriesKind.Gauge:
                    frame.Gauges.Series.Add(series);
                    frame.Gauges.Last.Add(random.NextDouble());
                    break;
                default:
                    var sketch = new Sketch();
                    for (var i = 0; i < 3; i++)
                        sketch.Add(0.01 + random.NextDouble());
                    frame.Histograms.Add(series, sketch);
                    break;
            }
        }
    }
}
