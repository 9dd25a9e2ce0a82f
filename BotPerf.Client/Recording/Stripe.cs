using System.Runtime.CompilerServices;
using BotPerf.Shared.Protocol;

namespace BotPerf.Client.Recording;

/// <summary>
/// A part of the recording that one thread at a time writes in. Threads are spread over the stripes, so its spin bit is
/// nearly always free: taking it costs one uncontended compare-and-swap, giving it back a plain store.
/// </summary>
internal sealed class Stripe(int number)
{
    private int _held;
    private double _detailCredit;
    private ExecutionDetail[] _details = new ExecutionDetail[64];
    private int _detailCount;
#pragma warning disable IDE0044, IDE0051, CS0169, CA1823
    private CacheLine _distance;
#pragma warning restore IDE0044, IDE0051, CS0169, CA1823

    public int Number => number;

    /// <summary>The part of executions kept in detail, 0 to 1.</summary>
    public double DetailRate { get; set; } = 1;

    /// <summary>Values ever recorded here. Written inside only.</summary>
    public long Executions;
    public long Samples;

    /// <summary>Details and errors that found no room, or were sampled out, since the last visit. Written inside only.</summary>
    public long DetailsOverLimit;
    public long DetailsSampledOut;
    public long ErrorsOverLimit;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter()
    {
        if (Interlocked.CompareExchange(ref _held, 1, 0) != 0)
            EnterContended();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Exit() => Volatile.Write(ref _held, 0);

    /// <summary>Keeps a detail while there is room; failures are kept whatever the sampling rate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void KeepDetail(int series, long started, long duration, long acknowledged, ExecutionExtra? extra)
    {
        if (DetailRate < 1 && !Sampled(extra))
            return;

        var index = _detailCount;
        var details = _details;
        if ((uint)index >= (uint)details.Length)
        {
            if (!Grow(extra))
                return;
            details = _details;
        }

        ref var detail = ref details[index];
        detail.Series = series;
        detail.Started = started;
        detail.Duration = duration;
        detail.Acknowledged = acknowledged;
        if (extra is not null)
            detail.Extra = extra;
        _detailCount = index + 1;
    }

    /// <summary>
    /// Takes the details and leaves an array of at least the same size, whose <see cref="ExecutionDetail.Extra"/> must be
    /// null throughout; no copying inside.
    /// </summary>
    public int SwapDetails(ref ExecutionDetail[] spare)
    {
        var count = _detailCount;
        if (count == 0)
            return 0;

        if (spare.Length < _details.Length)
            spare = new ExecutionDetail[_details.Length];
        (_details, spare) = (spare, _details);
        _detailCount = 0;
        return count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Sampled(ExecutionExtra? extra)
    {
        _detailCredit += DetailRate;
        if (_detailCredit >= 1)
            _detailCredit -= 1;
        else if (extra?.Error is null)
        {
            DetailsSampledOut++;
            return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Grow(ExecutionExtra? extra)
    {
        if (_details.Length < WireLimits.MaxExecutionsPerSecond)
        {
            try
            {
                Array.Resize(ref _details, Math.Min(_details.Length * 4, WireLimits.MaxExecutionsPerSecond));
                return true;
            }
            catch (OutOfMemoryException)
            {
                // The spin bit is held: the detail is lost and counted, the bot goes on.
            }
        }

        DetailsOverLimit++;
        if (extra?.Error is not null)
            ErrorsOverLimit++;
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterContended()
    {
        var spin = new SpinWait();
        do
            spin.SpinOnce(sleep1Threshold: -1);
        while (Volatile.Read(ref _held) != 0 || Interlocked.CompareExchange(ref _held, 1, 0) != 0);
    }
}
