using BotPerf.Client.Recording;
using BotPerf.Shared.Sketches;

namespace BotPerf.Client.History;

/// <summary>The last points of one series in a ring, and the one that still grows.</summary>
internal sealed class SeriesHistory(int capacity)
{
    private readonly HistoryPoint[] _ring = new HistoryPoint[capacity];
    private Sketch? _sketch;
    private HistoryPoint _open;
    private int _next;
    private int _count;

    /// <summary>The end of the ten seconds of its newest point.</summary>
    public DateTimeOffset Newest => _open.At;

    public void Add(DateTimeOffset at, Sketch values)
    {
        Begin(at);
        var sketch = _sketch ??= new Sketch();
        sketch.Merge(values);
        _open = new HistoryPoint(at, sketch.Count, sketch.Average, sketch.Min, sketch.Max, sketch.Quantile(0.95));
    }

    public void Add(DateTimeOffset at, double increase)
    {
        Begin(at);
        var sum = _open.Value + increase;
        _open = new HistoryPoint(at, _open.Count + 1, sum, sum, sum, null);
    }

    public void Add(DateTimeOffset at, GaugeReading reading)
    {
        Begin(at);
        _open = _open.Count == 0
            ? new HistoryPoint(at, 1, reading.Last, reading.Min, reading.Max, null)
            : new HistoryPoint(at, _open.Count + 1, reading.Last, Math.Min(_open.Min, reading.Min), Math.Max(_open.Max, reading.Max), null);
    }

    public IReadOnlyList<HistoryPoint> Since(DateTimeOffset start)
    {
        var points = new List<HistoryPoint>(_count + 1);
        for (var i = 0; i < _count; i++)
        {
            var point = _ring[(_next - _count + i + capacity) % capacity];
            if (point.At > start)
                points.Add(point);
        }

        if (_open.Count > 0 && _open.At > start)
            points.Add(_open);
        return points;
    }

    private void Begin(DateTimeOffset at)
    {
        if (_open.At == at)
            return;

        if (_open.Count > 0)
        {
            _ring[_next] = _open;
            _next = (_next + 1) % capacity;
            _count = Math.Min(_count + 1, capacity);
        }

        _open = default;
        _sketch?.Clear();
    }
}
