using BotPerf.Web.Storage;

namespace BotPerf.Web.Api.Prometheus;

/// <summary>The text that scrapers get, made at most once a second in each format, however many ask.</summary>
internal sealed class PrometheusPage(PrometheusExport export, TimeProvider time)
{
    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(1);

    private readonly Made _text = new();
    private readonly Made _openMetrics = new();

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> AllAsync(bool openMetrics, CancellationToken cancellationToken) =>
        Task.Run(() => All(openMetrics), cancellationToken);

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> OfAsync(BotId bot, CancellationToken cancellationToken) =>
        Task.Run(() => Render(openMetrics: false, bot), cancellationToken);

    private IReadOnlyList<ReadOnlyMemory<byte>> All(bool openMetrics)
    {
        var made = openMetrics ? _openMetrics : _text;
        lock (made)
        {
            if (made.At is not { } at || time.GetElapsedTime(at) >= s_kept)
            {
                made.At = time.GetTimestamp();
                made.Pieces = Render(openMetrics, null);
            }

            return made.Pieces;
        }
    }

    private IReadOnlyList<ReadOnlyMemory<byte>> Render(bool openMetrics, BotId? bot)
    {
        var bytes = new RenderedBytes();
        var text = new PrometheusText(bytes, openMetrics);
        foreach (var family in export.Families(bot))
            text.Write(family);
        text.End();
        return bytes.Pieces;
    }

    private sealed class Made
    {
        public long? At { get; set; }
        public IReadOnlyList<ReadOnlyMemory<byte>> Pieces { get; set; } = [];
    }
}
