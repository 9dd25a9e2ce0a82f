using BotPerf.Web.Storage;

namespace BotPerf.Web.Api.Prometheus;

/// <summary>
/// The text that scrapers get, of all bots or of one: made at most once a second in each format, however many ask, and
/// while it is made they wait without a thread.
/// </summary>
internal sealed class PrometheusPage(PrometheusExport export, TimeProvider time)
{
    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(BotId? Bot, bool OpenMetrics), Made> _made = [];

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> AllAsync(bool openMetrics, CancellationToken cancellationToken) =>
        Of(null, openMetrics).WaitAsync(cancellationToken);

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> OfAsync(BotId bot, CancellationToken cancellationToken) =>
        Of(bot, openMetrics: false).WaitAsync(cancellationToken);

    private Task<IReadOnlyList<ReadOnlyMemory<byte>>> Of(BotId? bot, bool openMetrics)
    {
        lock (_gate)
        {
            if (_made.TryGetValue((bot, openMetrics), out var known) && !IsStale(known))
                return known.Pieces;

            foreach (var (key, made) in _made)
            {
                if (IsStale(made))
                    _made.Remove(key);
            }

            var pieces = Task.Run(() => Render(bot, openMetrics));
            _made.Add((bot, openMetrics), new Made(time.GetTimestamp(), pieces));
            return pieces;
        }
    }

    // One that takes longer than a second to make is not made twice at once.
    private bool IsStale(Made made) => made.Pieces.IsCompleted && time.GetElapsedTime(made.At) >= s_kept;

    private IReadOnlyList<ReadOnlyMemory<byte>> Render(BotId? bot, bool openMetrics)
    {
        var bytes = new RenderedBytes();
        var text = new PrometheusText(bytes, openMetrics);
        foreach (var family in export.Families(bot))
            text.Write(family);
        text.End();
        return bytes.Pieces;
    }

    private sealed record Made(long At, Task<IReadOnlyList<ReadOnlyMemory<byte>>> Pieces);
}
