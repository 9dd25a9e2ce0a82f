using System.Globalization;
using System.Text;
using Google.Protobuf;

namespace BotPerf.Bench;

/// <summary>VictoriaMetrics and Prometheus with the executions of <see cref="CommandMinutes"/>, and what they are asked.</summary>
internal static class P4Peers
{
    private const string Metric = "command_duration_seconds_bucket";
    private const int Day = 1_440;

    // VictoriaMetrics' own histograms: eighteen buckets a decade, those that hold something.
    private const double BucketsADecade = 18;

    // Prometheus' classic ones: a dozen, as instrumentation libraries come with.
    private static readonly double[] s_bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, double.PositiveInfinity];

    public static (string Victoria, string Prometheus) Table(string range, long end) =>
        ($"api/v1/query?nocache=1&time={end}&query={Quantile("vmrange", $"increase({Metric}[{range}])")}",
            $"api/v1/query?time={end}&query={Quantile("le", $"rate({Metric}[{range}])")}");

    public static (string Victoria, string Prometheus) Series(string victoria, string prometheus, long end, int days, int step)
    {
        var range = $"start={end - days * 86_400L + step}&end={end}&step={step}";
        return ($"api/v1/query_range?nocache=1&{range}&query={Quantile("vmrange", $"increase({Metric}[{victoria}])")}",
            $"api/v1/query_range?{range}&query={Quantile("le", $"rate({Metric}[{prometheus}])")}");
    }

    public static async Task<ChildServer?> VictoriaMetricsAsync(CommandMinutes commands, int days, long end)
    {
        if (!File.Exists("/usr/bin/victoria-metrics"))
            return null;

        var server = await ChildServer.StartAsync("/usr/bin/victoria-metrics", (port, folder) =>
        [
            string.Create(CultureInfo.InvariantCulture, $"-httpListenAddr=127.0.0.1:{port}"), $"-storageDataPath={folder}/vm",
            "-retentionPeriod=12", "-search.latencyOffset=0s",
        ], "health");
        using var http = new HttpClient { BaseAddress = server.Url };
        var counts = Counts(commands, days * Day, seconds => (int)Math.Floor(Math.Log10(seconds) * BucketsADecade));
        foreach (var some in counts.Chunk(20))
        {
            var lines = new StringBuilder();
            foreach (var ((command, bucket), minutes) in some)
                WriteLine(lines, command, VmRange(bucket), minutes, end);
            using var content = new StringContent(lines.ToString());
            using var answer = await http.PostAsync(new Uri("api/v1/import", UriKind.Relative), content);
            answer.EnsureSuccessStatusCode();
        }

        (await http.GetAsync(new Uri("internal/force_flush", UriKind.Relative))).Dispose();
        (await http.GetAsync(new Uri("internal/force_merge", UriKind.Relative))).Dispose();
        return server;
    }

    public static async Task<ChildServer?> PrometheusAsync(CommandMinutes commands, int days, long end)
    {
        if (!File.Exists("/usr/bin/prometheus"))
            return null;

        var server = await ChildServer.StartAsync("/usr/bin/prometheus", (port, folder) =>
        {
            File.WriteAllText(Path.Combine(folder, "prometheus.yml"), "global: {}\n");
            return
            [
                $"--config.file={folder}/prometheus.yml", $"--storage.tsdb.path={folder}/tsdb", "--web.enable-remote-write-receiver",
                string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"),
            ];
        }, "-/ready");
        using var http = new HttpClient { BaseAddress = server.Url };
        var total = days * Day;
        var counts = Counts(commands, total, seconds => Array.FindIndex(s_bounds, bound => seconds <= bound));
        var sums = new long[commands.Commands * s_bounds.Length];
        const int minutesAtOnce = 20;
        for (var minute = 0; minute < total; minute += minutesAtOnce)
        {
            using var request = new MemoryStream();
            using var output = new CodedOutputStream(request, leaveOpen: true);
            for (var series = 0; series < sums.Length; series++)
            {
                output.WriteRawTag(1 << 3 | 2);
                output.WriteBytes(TimeSeries(series, minute, Math.Min(total, minute + minutesAtOnce)));
            }

            output.Flush();
            await RemoteWriteLoad.SendAsync(http, request.ToArray());
        }

        return server;

        // Classic buckets are cumulative over their bounds too.
        ByteString TimeSeries(int series, int from, int to)
        {
            var (command, bound) = (series / s_bounds.Length, series % s_bounds.Length);
            using var bytes = new MemoryStream();
            using var output = new CodedOutputStream(bytes, leaveOpen: true);
            RemoteWriteLoad.Label(output, "__name__", Metric);
            RemoteWriteLoad.Label(output, "command", $"command{command}");
            RemoteWriteLoad.Label(output, "le", double.IsInfinity(s_bounds[bound]) ? "+Inf" : s_bounds[bound].ToString(CultureInfo.InvariantCulture));
            for (var minute = from; minute < to; minute++)
            {
                for (var below = 0; below <= bound; below++)
                    sums[series] += counts.TryGetValue((command, below), out var minutes) ? minutes[minute] : 0;
                var at = (end - (total - minute - 1) * 60L) * 1_000;
                output.WriteRawTag(2 << 3 | 2);
                output.WriteLength(1 + 8 + 1 + CodedOutputStream.ComputeInt64Size(at));
                output.WriteRawTag(1 << 3 | 1);
                output.WriteDouble(sums[series]);
                output.WriteRawTag(2 << 3 | 0);
                output.WriteInt64(at);
            }

            output.Flush();
            return ByteString.CopyFrom(bytes.GetBuffer(), 0, (int)bytes.Length);
        }
    }

    private static string Quantile(string bucket, string increases) =>
        Uri.EscapeDataString($"histogram_quantile(0.99, sum by (command, {bucket}) ({increases}))");

    // Executions by command and bucket, minute by minute.
    private static Dictionary<(int Command, int Bucket), ushort[]> Counts(CommandMinutes commands, int minutes, Func<double, int> bucketOf)
    {
        var counts = new Dictionary<(int, int), ushort[]>();
        for (var minute = 0; minute < minutes; minute++)
        {
            var now = minute;
            commands.Visit(minute, (command, seconds) =>
            {
                var key = (command, bucketOf(seconds));
                if (!counts.TryGetValue(key, out var row))
                    counts.Add(key, row = new ushort[minutes]);
                row[now]++;
            });
        }

        return counts;
    }

    private static string VmRange(int bucket) => string.Create(CultureInfo.InvariantCulture,
        $"{Math.Pow(10, bucket / BucketsADecade):0.000e+00}...{Math.Pow(10, (bucket + 1) / BucketsADecade):0.000e+00}");

    private static void WriteLine(StringBuilder lines, int command, string range, ushort[] minutes, long end)
    {
        lines.Append(CultureInfo.InvariantCulture, $"{{\"metric\":{{\"__name__\":\"{Metric}\",\"command\":\"command{command}\",\"vmrange\":\"{range}\"}},\"values\":[");
        var sum = 0L;
        for (var minute = 0; minute < minutes.Length; minute++)
            lines.Append(minute == 0 ? "" : ",").Append(sum += minutes[minute]);
        lines.Append("],\"timestamps\":[");
        for (var minute = 0; minute < minutes.Length; minute++)
            lines.Append(minute == 0 ? "" : ",").Append((end - (minutes.Length - minute - 1) * 60L) * 1_000);
        lines.Append("]}\n");
    }
}
