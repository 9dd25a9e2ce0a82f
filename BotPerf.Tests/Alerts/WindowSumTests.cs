using BotPerf.Web.Alerts;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.Alerts;

public sealed class WindowSumTests
{
    private static readonly Signal Used = new(SignalKind.Metric) { Metric = "free", Over = ["all"], Aggregation = Aggregation.Ratio, Complement = true };

    [Fact]
    public void Value_RatioOfGaugesThatAreNoLongerTold_IsNoFigure()
    {
        var sum = new WindowSum();
        sum.Add(SeriesAggregate.Gauge(last: 8, min: 8, max: 8, sum: 480, samples: 60, lastAtUs: 1), minute: 1);
        sum.AddOver(SeriesAggregate.Gauge(last: 16, min: 16, max: 16, sum: 960, samples: 60, lastAtUs: 1));

        Assert.Null(sum.Value(Used));
        (sum.Last, sum.LastOver) = (8, 16);
        Assert.Equal(0.5, sum.Value(Used));
    }

    [Fact]
    public void Value_RatioWithoutTheGaugeThatIsDivided_IsNoFigure()
    {
        var sum = new WindowSum();
        sum.AddOver(SeriesAggregate.Gauge(last: 16, min: 16, max: 16, sum: 960, samples: 60, lastAtUs: 1));
        sum.LastOver = 16;

        Assert.Null(sum.Value(Used with { Complement = false }));
    }

    [Fact]
    public void Value_RatioOfErrorsThatNobodyHad_IsZero()
    {
        var sum = new WindowSum();
        sum.AddOver(SeriesAggregate.Counter(sum: 40, samples: 40));

        Assert.Equal(0, sum.Value(Used with { Complement = false }));
    }
}
