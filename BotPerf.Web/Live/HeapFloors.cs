namespace BotPerf.Web.Live;

/// <summary>The least an instance's heap held in each minute of the last three hours.</summary>
internal sealed class HeapFloors
{
    public const int Minutes = 181;

    // A bot that does not measure its heap needs none.
    private double[]? _floors;
    private long _newest;

    /// <summary>The least counts; older ones than the three hours are left out.</summary>
    public void Add(long minute, double bytes)
    {
        if (!double.IsFinite(bytes) || minute <= _newest - Minutes)
            return;

        if (_floors is null)
        {
            _floors = new double[Minutes];
            Array.Fill(_floors, double.PositiveInfinity);
            _newest = minute;
        }

        for (; _newest < minute; _newest++)
        {
            if (minute - _newest > Minutes)
                _newest = minute - Minutes;
            _floors[(_newest + 1) % Minutes] = double.PositiveInfinity;
        }

        ref var floor = ref _floors[minute % Minutes];
        floor = Math.Min(floor, bytes);
    }

    /// <summary>Oldest first; +∞ where nothing was measured.</summary>
    /// <param name="before">The minute after the last one.</param>
    /// <param name="minutes">How many.</param>
    public double[] Before(long before, int minutes)
    {
        var floors = new double[minutes];
        for (var i = 0; i < minutes; i++)
        {
            var minute = before - minutes + i;
            floors[i] = _floors is not null && minute <= _newest && minute > _newest - Minutes ? _floors[minute % Minutes] : double.PositiveInfinity;
        }

        return floors;
    }
}
