using BotPerf.Web.Live;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Rollups;

public sealed class MarkQueriesTests
{
    private static readonly DateTimeOffset s_began = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Fitting_ManyReconnects_LeavesTheDeploysAlone()
    {
        var deploys = Enumerable.Range(0, 3).SelectMany(day => Enumerable.Range(0, 4)
            .Select(shard => Mark("deploy", (day * 1_440) + shard, $"shard-{shard}", $"version 1.{day}")));
        var reconnects = Enumerable.Range(0, 500).Select(i => Mark("disconnected", i * 13, "shard-0", "asked to"));

        var fitting = MarkQueries.Fitting(reconnects.Concat(deploys));

        Assert.Equal([0, 1_440, 2_880], fitting.Select(mark => (mark.At - s_began).TotalMinutes));
        Assert.All(fitting, mark => Assert.Equal(("deploy", "shard-0"), (mark.Event, mark.Instance)));
    }

    [Fact]
    public void Fitting_FewOfEverything_ShowsAll()
    {
        LifecycleMark[] marks = [Mark("deploy", 1, "a", "1.0"), Mark("resumed", 40, "a", ""), Mark("vote", 90, "a", "")];

        Assert.Equal(marks, MarkQueries.Fitting(marks).OrderBy(mark => mark.At));
    }

    [Fact]
    public void Fitting_OneKindTooOften_StillShowsSome() =>
        Assert.Equal(40, MarkQueries.Fitting(Enumerable.Range(0, 500).Select(i => Mark("vote", i * 60, "a", ""))).Count);

    private static LifecycleMark Mark(string name, int minute, string instance, string detail) =>
        new(s_began.AddMinutes(minute), instance, name, detail);
}
