using System.Globalization;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace BotPerf.Bench;

/// <summary>
/// Prometheus remote write: ten thousand samples of fifty series a request, in the order the executions came, each with
/// its labels, as Prometheus' own client sends them; or, as the receiver's best case, grouped by series beforehand. The
/// body is snappy-framed as literals, which costs the receiver the least that the format allows.
/// </summary>
internal static class RemoteWriteLoad
{
    private const int SamplesARequest = 10_000;
    private const int Series = 50;

    public static Task<IngestFigures?> VictoriaMetricsAsync(int connections, TimeSpan duration, bool grouped) =>
        RunAsync("/usr/bin/victoria-metrics", (port, folder) =>
        [
            string.Create(CultureInfo.InvariantCulture, $"-httpListenAddr=127.0.0.1:{port}"), $"-storageDataPath={folder}/vm",
        ], "health", connections, duration, grouped);

    public static Task<IngestFigures?> PrometheusAsync(int connections, TimeSpan duration, bool grouped) =>
        RunAsync("/usr/bin/prometheus", (port, folder) =>
        {
            File.WriteAllText(Path.Combine(folder, "prometheus.yml"), "global: {}\n");
            return
            [
                $"--config.file={folder}/prometheus.yml", $"--storage.tsdb.path={folder}/tsdb", "--web.enable-remote-write-receiver",
                string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"),
            ];
        }, "-/ready", connections, duration, grouped);

    private static async Task<IngestFigures?> RunAsync(
        string program, Func<int, string, IReadOnlyList<string>> arguments, string readyPath, int connections, TimeSpan duration,
        bool grouped)
    {
        if (!File.Exists(program))
            return null;

        await using var server = await ChildServer.StartAsync(program, arguments, readyPath);
        return await IngestFigures.MeasureAsync(server, connections, duration,
            (_, goesOn) => PushAsync(server, grouped ? SamplesARequest / Series : 1, goesOn));
    }

    private static async Task<long> PushAsync(ChildServer server, int run, Func<bool> goesOn)
    {
        using var http = new HttpClient { BaseAddress = server.Url };
        var timestampMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 3_600_000;
        var instance = Guid.NewGuid().ToString();
        var random = new Random(run);
        long stored = 0;
        while (goesOn())
        {
            await SendAsync(http, Request(instance, run, ref timestampMs, random));
            stored += SamplesARequest;
        }

        return stored;
    }

    /// <summary>Sends a WriteRequest.</summary>
    public static async Task SendAsync(HttpClient http, byte[] request)
    {
        using var content = new ByteArrayContent(Literal(request));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        content.Headers.ContentEncoding.Add("snappy");
        content.Headers.Add("X-Prometheus-Remote-Write-Version", "0.1.0");
        using var answer = await http.PostAsync(new Uri("api/v1/write", UriKind.Relative), content);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    // WriteRequest { repeated TimeSeries timeseries = 1 }; TimeSeries { repeated Label labels = 1; repeated Sample samples = 2 }.
    private static byte[] Request(string instance, int run, ref long timestampMs, Random random)
    {
        using var request = new MemoryStream();
        using var output = new CodedOutputStream(request, leaveOpen: true);
        for (var rest = SamplesARequest / Series; rest > 0; rest -= run)
        {
            for (var command = 0; command < Series; command++)
            {
                output.WriteRawTag(1 << 3 | 2);
                output.WriteBytes(TimeSeries(instance, command, run, timestampMs, random));
            }

            timestampMs += run;
        }

        output.Flush();
        return request.ToArray();
    }

    private static ByteString TimeSeries(string instance, int command, int samples, long timestampMs, Random random)
    {
        using var series = new MemoryStream();
        using var output = new CodedOutputStream(series, leaveOpen: true);
        Label(output, "__name__", "command_duration_seconds");
        Label(output, "command", $"command{command}");
        Label(output, "instance", instance);
        for (var i = 0; i < samples; i++)
        {
            var at = timestampMs + i;
            output.WriteRawTag(2 << 3 | 2);
            output.WriteLength(1 + 8 + 1 + CodedOutputStream.ComputeInt64Size(at));
            output.WriteRawTag(1 << 3 | 1);
            output.WriteDouble(Math.Round(random.NextDouble(), 4));
            output.WriteRawTag(2 << 3 | 0);
            output.WriteInt64(at);
        }

        output.Flush();
        return ByteString.CopyFrom(series.GetBuffer(), 0, (int)series.Length);
    }

    public static void Label(CodedOutputStream output, string name, string value)
    {
        output.WriteRawTag(1 << 3 | 2);
        output.WriteLength(2 + CodedOutputStream.ComputeStringSize(name) + CodedOutputStream.ComputeStringSize(value));
        output.WriteRawTag(1 << 3 | 2);
        output.WriteString(name);
        output.WriteRawTag(2 << 3 | 2);
        output.WriteString(value);
    }

    // Snappy's block format with nothing but literals of at most 64 KiB.
    private static byte[] Literal(byte[] plain)
    {
        using var block = new MemoryStream();
        using var output = new CodedOutputStream(block, leaveOpen: true);
        output.WriteUInt32((uint)plain.Length);
        output.Flush();
        for (var from = 0; from < plain.Length; from += 65_536)
        {
            var length = Math.Min(65_536, plain.Length - from);
            block.WriteByte(61 << 2);
            block.WriteByte((byte)(length - 1));
            block.WriteByte((byte)((length - 1) >> 8));
            block.Write(plain, from, length);
        }

        return block.ToArray();
    }
}
