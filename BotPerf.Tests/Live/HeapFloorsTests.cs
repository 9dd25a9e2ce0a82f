using BotPerf.Web.Live;

namespace BotPerf.Tests.Live;

public sealed class HeapFloorsTests
{
    private const double None = double.PositiveInfinity;

    [Fact]
    public void Before_LeastOfEachMinute_OldestFirstWithGaps()
    {
        var floors = new HeapFloors();
        floors.Add(1_000, 50);
        floors.Add(1_000, 40);
        floors.Add(1_002, 60);
        floors.Add(1_000, 45);
        floors.Add(1_003, None);

        Assert.Equal([None, 40, None, 60], floors.Before(1_003, 4));
    }

    [Fact]
    public void Before_AfterALongSilence_HoldsNothingOld()
    {
        var floors = new HeapFloors();
        for (var minute = 0; minute < 400; minute++)
            floors.Add(5_000 + minute, minute);
        floors.Add(9_000, 7);

        Assert.Equal(7, Assert.Single(floors.Before(9_001, HeapFloors.Minutes), double.IsFinite));
        floors.Add(8_000, 3);
        Assert.Equal(7, Assert.Single(floors.Before(9_001, HeapFloors.Minutes), double.IsFinite));
    }

    [Fact]
    public void Before_NothingMeasured_IsEmpty() => Assert.All(new HeapFloors().Before(100, 5), floor => Assert.Equal(None, floor));
}
