using System.Runtime.CompilerServices;

namespace BotPerf.Client.Recording;

/// <summary>A sum that only grows, written in stripes and gathered by the flusher.</summary>
internal sealed class CounterSeries : Series
{
    private readonly Stripe[] _stripes;
    private readonly Cell[] _cells;

    public CounterSeries(int number, SeriesIdentity identity, Stripe[] stripes)
        : base(number, identity)
    {
        _stripes = stripes;
        _cells = new Cell[stripes.Length];
        for (var i = 0; i < _cells.Length; i++)
            _cells[i] = new Cell();
    }

    /// <summary>The increase since the last frame. The flusher's alone.</summary>
    public double Interval { get; set; }

    /// <summary>The increase since the start. The flusher's alone.</summary>
    public double Lifetime { get; set; }

    /// <param name="amount">Finite and not negative.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double amount)
    {
        var stripes = _stripes;
        var index = ThreadSlot.Current.Number & (stripes.Length - 1);
        var stripe = stripes[index];
        stripe.Enter();
        _cells[index].Sum += amount;
        stripe.Exit();
    }

    /// <summary>Adds in a stripe that the caller holds.</summary>
    public void AddIn(Stripe stripe, double amount) => _cells[stripe.Number].Sum += amount;

    public void Gather()
    {
        for (var i = 0; i < _cells.Length; i++)
        {
            if (Volatile.Read(ref _cells[i].Sum) == 0)
                continue;

            _stripes[i].Enter();
            Interval += _cells[i].Sum;
            _cells[i].Sum = 0;
            _stripes[i].Exit();
        }
    }

    private sealed class Cell
    {
        public double Sum;
#pragma warning disable IDE0044, IDE0051, CS0169, CA1823
        private CacheLine _distance;
#pragma warning restore IDE0044, IDE0051, CS0169, CA1823
    }
}
