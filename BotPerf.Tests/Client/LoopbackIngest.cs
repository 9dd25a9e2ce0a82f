using System.Collections.Concurrent;
using BotPerf.Client;
using BotPerf.Shared.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BotPerf.Tests.Client;

/// <summary>A real SignalR server on loopback that speaks the ingest hub's contract and keeps what it took in memory.</summary>
internal sealed class LoopbackIngest : IAsyncDisposable
{
    private WebApplication? _app;

    private readonly ConcurrentDictionary<(string Session, ulong Seq), byte> _taken = new();

    /// <summary>Each frame that was stored, once.</summary>
    public ConcurrentQueue<Frame> Frames { get; } = new();
    public ConcurrentQueue<HelloRequest> Hellos { get; } = new();
    public ConcurrentQueue<string?> Authorizations { get; } = new();

    /// <summary>Comes before the frame is stored: may wait, throw or answer something else.</summary>
    public Func<Frame, Task<PushAck?>> BeforeStore { get; set; } = _ => Task.FromResult<PushAck?>(null);

    /// <summary>True: the frame is stored, but the connection breaks before the answer leaves.</summary>
    public Func<Frame, bool> LosesAnswer { get; set; } = _ => false;

    public Uri Url { get; private set; } = new("http://127.0.0.1:0");
    public TimeSpan ClockAhead { get; set; }
    public int Duplicates;

    public static async Task<LoopbackIngest> StartAsync()
    {
        var ingest = new LoopbackIngest();
        await ingest.OpenAsync();
        return ingest;
    }

    /// <summary>Opens on the same port as before.</summary>
    public async Task OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(Url.ToString());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(this);
        builder.Services.AddSignalR(o =>
        {
            o.MaximumReceiveMessageSize = 512 * 1024;
            o.MaximumParallelInvocationsPerClient = 1;
        });
        _app = builder.Build();
        _app.MapHub<IngestHub>(HubContract.Path);
        await _app.StartAsync();
        Url = new Uri(_app.Urls.Single());
    }

    /// <summary>Cuts every connection without a goodbye.</summary>
    public async Task CloseAsync()
    {
        if (_app is null)
            return;
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    public BotPerfOptions Options() => new() { Url = Url, Key = "bpi_test", Instance = "test", Collectors = CollectorOptions.None, Instrumentation = InstrumentationOptions.None };

    public PerformanceMonitor Monitor(Action<BotPerfOptions>? configure = null)
    {
        var options = Options();
        configure?.Invoke(options);
        return new PerformanceMonitor(options, logger: null, TimeProvider.System, _ => null);
    }

    /// <summary>Executions in the sketches of all frames.</summary>
    public long Executions => Frames.Sum(frame => FrameReader.Count(frame, Definitions, "command_duration_seconds"));

    /// <summary>All series by number.</summary>
    public ConcurrentDictionary<uint, SeriesDefinition> Definitions { get; } = [];

    private async Task<PushAck> TakeAsync(string session, Frame frame)
    {
        if (await BeforeStore(frame) is { } other)
            return other;
        if (frame.Seq > 0 && !_taken.TryAdd((frame.Session.Length > 0 ? frame.Session : session, frame.Seq), 0))
        {
            Interlocked.Increment(ref Duplicates);
            return new PushAck(frame.Seq, 0, [], Duplicate: true);
        }

        for (var i = 0; i < frame.Series.Count && !frame.SelfContained; i++)
            Definitions[frame.FirstSeries + (uint)i] = frame.Series[i];
        Frames.Enqueue(frame);
        return new PushAck(frame.Seq, 1, [], Duplicate: false);
    }

    private sealed class IngestHub(LoopbackIngest ingest) : Hub
    {
        private string Session
        {
            get => (string)Context.Items["session"]!;
            set => Context.Items["session"] = value;
        }

        public HelloReply Hello(HelloRequest request)
        {
            ingest.Hellos.Enqueue(request);
            ingest.Authorizations.Enqueue(Context.GetHttpContext()?.Request.Headers.Authorization);
            Session = request.Session!;
            var last = ingest._taken.Keys.Where(key => key.Session == Session).Select(key => key.Seq).DefaultIfEmpty().Max();
            return new HelloReply("bot", TimeProvider.System.GetUtcNow() + ingest.ClockAhead, last, (uint)ingest.Definitions.Count, 1000,
                new ServerLimits(WireLimits.MaxFrameBytes, 10_000, 200, 5_000));
        }

        public async Task<PushAck> Push(byte[] bytes)
        {
            if (bytes.Length > WireLimits.MaxFrameBytes)
                throw new HubException($"The frame has {bytes.Length} bytes.");

            var frame = Frame.Parser.ParseFrom(bytes);
            var ack = await ingest.TakeAsync(Session, frame);
            if (ingest.LosesAnswer(frame))
                Context.Abort();
            return ack;
        }
    }
}
