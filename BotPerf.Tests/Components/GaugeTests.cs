using Bunit;
using BotPerf.Web.Components.Charts;
using BotPerf.Web.Live;

namespace BotPerf.Tests.Components;

public sealed class GaugeTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 4, 0, 0, TimeSpan.Zero);
    private static readonly LiveGauge Cpu = new("cpu", "CPU", "percent", 42.42, null, 100, 70, 85, LowIsBad: false, Now.AddSeconds(-2));

    [Fact]
    public void Gauge_Value_IsShownWithUnitAndZones()
    {
        var gauge = Show(Cpu);

        Assert.Equal("42.4 %", Words(gauge, "gauge-value"));
        Assert.Equal("OK", Words(gauge, "data-age"));
        Assert.Equal(3, gauge.FindAll("path.zone").Count);
        Assert.Equal("42 200", gauge.Find("path.arc").GetAttribute("stroke-dasharray"));
    }

    [Fact]
    public void Gauge_OverTheThreshold_SaysSoInAWord() => Assert.Contains("Critical", Words(Show(Cpu with { Value = 92 }), "data-age"), StringComparison.Ordinal);

    [Fact]
    public void Gauge_NoEvidence_DrawsNoArc()
    {
        var gauge = Show(Cpu with { Value = null, At = null });

        Assert.Equal("No data", Words(gauge, "gauge-value"));
        Assert.Empty(gauge.FindAll("path.arc"));
    }

    [Fact]
    public void Gauge_OldValue_IsGreyedAndSaysItsAge()
    {
        var gauge = Show(Cpu with { At = Now.AddSeconds(-40) });

        Assert.Equal("stale, 40 s ago", Words(gauge, "data-age"));
        Assert.NotNull(gauge.Find(".stale-tile"));
    }

    [Fact]
    public void Gauge_WorstOfSeveral_NamesTheInstanceAsText()
    {
        var gauge = Show(Cpu with { Worst = "<b>shard-2</b>" });

        Assert.Contains("<b>shard-2</b>", Words(gauge, "data-age"), StringComparison.Ordinal);
        Assert.Empty(gauge.FindAll("b"));
    }

    private IRenderedComponent<Gauge> Show(LiveGauge value) => Render<Gauge>(gauge => gauge.Add(p => p.Value, value).Add(p => p.Now, Now));

    private static string Words(IRenderedComponent<Gauge> gauge, string id) =>
        string.Join(' ', gauge.Find($"[data-testid={id}]").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
