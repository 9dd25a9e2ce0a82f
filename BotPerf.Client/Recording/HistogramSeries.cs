using System.Runtime.CompilerServices;
using BotPerf.Shared.Sketches;

namespace BotPerf.Client.Recording;

/// <summary>A distribution, written in stripes and gathered by the flusher.</summary>
internal sealed class HistogramSeries : Series
{
    /// <summary>Visits without a value after which bins are given back: a minute of one-second frames.</summary>
    private const int IdleVisits = 60;

    private readonly Stripe[] _stripes;
    private readonly HistogramCells[] _cells;
    private int _idleVisits;

    public HistogramSeries(int number, SeriesIdentity identity, Stripe[] stripes)
        : base(number, identity)
    {
        _stripes = stripes;
        _cells = new HistogramCells[stripes.Length];
        for (var i = 0; i < _cells.Length; i++)
            _cells[i] = new HistogramCells();
    }

    /// <summary>What came since the last frame. The flusher's alone.</summary>
    public Sketch Interval { get; } = new();

    /// <summary>What came since the start. The flusher's alone.</summary>
    public Sketch Lifetime { get; } = new();

    /// <param name="value">Finite and not negative.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Record(double value)
    {
        var stripes = _stripes;
        var index = ThreadSlot.Current.Number & (stripes.Length - 1);
        var stripe = stripes[index];
        stripe.Enter();
        if (_cells[index].Add(value))
            stripe.Samples++;
        stripe.Exit();
    }

    /// <summary>The part in a stripe that the caller holds.</summary>
    public HistogramCells CellsIn(Stripe stripe) => _cells[stripe.Number];

    /// <returns>How many values came since the last visit.</returns>
    public long Gather(CellsCopy scratch)
    {
        long gathered = 0;
        for (var i = 0; i < _cells.Length; i++)
        {
            if (_cells[i].IsEmpty)
                continue;

            _stripes[i].Enter();
            _cells[i].Take(scratch);
            _stripes[i].Exit();
            gathered += scratch.AddTo(Interval);
        }

        if (gathered > 0)
            _idleVisits = 0;
        else if (++_idleVisits == IdleVisits)
            Release();
        return gathered;
    }

    private void Release()
    {
        for (var i = 0; i < _cells.Length; i++)
        {
            _stripes[i].Enter();
            _cells[i].Release();
            _stripes[i].Exit();
        }
    }
}
