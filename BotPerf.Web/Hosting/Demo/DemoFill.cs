using BotPerf.Web.Ingest;
using BotPerf.Web.Live;
using BotPerf.Web.Storage.Telemetry;
using Google.Protobuf;

namespace BotPerf.Web.Hosting.Demo;

/// <summary>One instance whose past is told.</summary>
internal sealed record DemoTeller(Sender Sender, DemoMinutes Minutes);

/// <summary>
/// Brings frames of the past into the database on the way that all frames take: into the journal, then memory, then sealed.
/// What was taken before is not taken again, so that it may be cut off anywhere and told once more.
/// </summary>
internal sealed class DemoFill(TelemetryCatalog catalog, LiveStore live, TelemetryWriter writer)
{
    // Of all instances together: little enough that memory stays small and live frames are not held up.
    private const int SpanMinutes = 60;
    private const int SealedAtOnce = 16;

    /// <param name="tellers">Whose.</param>
    /// <param name="range">From when to when.</param>
    /// <param name="detailFrom">Single executions are told from this minute on.</param>
    /// <param name="progress">Told of the share that is done and of the executions so far.</param>
    /// <param name="cancellationToken">Ends it; the rest can be told another time.</param>
    /// <returns>Executions that were told now.</returns>
    public async Task<long> FillAsync(
        IReadOnlyList<DemoTeller> tellers, DemoRange range, long detailFrom, Action<double, long> progress,
        CancellationToken cancellationToken)
    {
        var executions = 0L;
        var sources = tellers.Select(teller => new Source(teller, catalog)).ToList();
        try
        {
            var next = TakeAsync(range.From);
            for (var from = range.From; from < range.To; from += SpanMinutes)
            {
                var frames = await next;
                cancellationToken.ThrowIfCancellationRequested();
                // The next are made while these are written.
                next = TakeAsync(from + SpanMinutes);
                await WriteAsync(frames);
                await SealAsync(Math.Min(range.To, from + SpanMinutes));
                executions += frames.Sum(frame => (long)frame.Executions);
                progress((double)(from - range.From) / (range.To - range.From), executions);
            }

            await next;
        }
        finally
        {
            sources.ForEach(source => source.Dispose());
        }

        return executions;

        Task<List<ToldFrame>> TakeAsync(long from) => Task.Run(
            () => sources.SelectMany(source => source.Take(Math.Min(range.To, from + SpanMinutes), detailFrom)).ToList(), cancellationToken);
    }

    private async Task WriteAsync(List<ToldFrame> frames)
    {
        var appends = frames.Select(frame => new FrameAppend(
            catalog, live, frame.Sender, frame.Part.Frame.Seq, [frame.Part], frame.Part.Frame.EndUs)).ToList();
        appends.ForEach(writer.Enqueue);
        await Task.WhenAll(appends.Select(append => append.Done));
        if (appends.Find(append => append.Refusal is not null) is { } refused)
            throw new InvalidOperationException(refused.Refusal!.Value.Message);
    }

    private async Task SealAsync(long before)
    {
        var over = new List<(LiveInstance, long)>();
        foreach (var instance in live.Instances)
        {
            lock (instance.Gate)
                over.AddRange(instance.Open.Keys.Where(minute => minute < before).Select(minute => (instance, minute)));
        }

        foreach (var some in over.Chunk(SealedAtOnce))
            await writer.WriteAsync(new SealWork(some));
    }

    private readonly record struct ToldFrame(Sender Sender, FramePart Part, int Executions);

    /// <summary>An instance's minutes, taken one span after the other.</summary>
    private sealed class Source : IDisposable
    {
        private readonly DemoTeller _teller;
        private readonly ulong _taken;
        private readonly IEnumerator<DemoMinute> _minutes;
        private bool _more;

        public Source(DemoTeller teller, TelemetryCatalog catalog)
        {
            _teller = teller;
            var sender = teller.Sender;
            // Told in order: up to the highest, all are there.
            _taken = catalog.FindSession(sender.Bot, sender.Instance, sender.Session!)?.Taken.Highest ?? 0;
            _minutes = teller.Minutes.All().GetEnumerator();
            _more = _minutes.MoveNext();
        }

        public IEnumerable<ToldFrame> Take(long before, long detailFrom)
        {
            for (; _more && _minutes.Current.Minute < before; _more = _minutes.MoveNext())
            {
                var minute = _minutes.Current;
                if (minute.Seq <= _taken)
                    continue;
                var frame = _teller.Minutes.Frame(minute, minute.Minute >= detailFrom, out var executions);
                yield return new ToldFrame(_teller.Sender, new FramePart(frame, frame.ToByteArray()), executions);
            }
        }

        public void Dispose() => _minutes.Dispose();
    }
}
