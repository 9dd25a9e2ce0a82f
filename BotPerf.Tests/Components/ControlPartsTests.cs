using Bunit;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Bots;
using BotPerf.Web.Components.Bots;
using BotPerf.Web.Ingest;

namespace BotPerf.Tests.Components;

public sealed class ControlPartsTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 4, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Switch_Off_AsksFirst()
    {
        var switched = new List<bool>();
        var part = Recording(BotSettings.None, switched);

        part.Find("[data-testid=recording-off-ask]").Click();
        Assert.Empty(switched);
        part.Find("[data-testid=recording-confirm]").Click();

        Assert.Equal([false], switched);
    }

    [Fact]
    public void Switch_IsOff_SaysWhoAndWhenAndGoesOnWithoutAsking()
    {
        var switched = new List<bool>();
        var part = Recording(
            BotSettings.None with { Enabled = false, Switched = new Switching("<b>ada</b>", Now.AddMinutes(-3)) }, switched);

        Assert.Contains("Switched off by <b>ada</b>, 3 min ago.", part.Find(".text").TextContent, StringComparison.Ordinal);
        Assert.Empty(part.FindAll("b"));
        part.Find("[data-testid=recording-on]").Click();

        Assert.Equal([true], switched);
    }

    [Theory]
    [InlineData("499", "", "#flush-help")]
    [InlineData("60001", "", "#flush-help")]
    [InlineData("1000.5", "", "#flush-help")]
    [InlineData("soon", "", "#flush-help")]
    [InlineData("", "101", "#sampling-help")]
    [InlineData("", "-1", "#sampling-help")]
    public void Form_OutsideTheRange_NamesItAndSavesNothing(string flush, string sampling, string help)
    {
        var saved = new List<BotSettings>();
        var form = Form(BotSettings.None, saved);

        form.Find("#flush").Input(flush);
        form.Find("#sampling").Input(sampling);
        form.Find("form").Submit();

        Assert.Contains("problem", form.Find(help).ClassName, StringComparison.Ordinal);
        Assert.Empty(saved);
    }

    [Fact]
    public void Form_WhatIsTyped_StaysUntilSavedWhateverComesMeanwhile()
    {
        var saved = new List<BotSettings>();
        var form = Form(BotSettings.None, saved);
        form.Find("#flush").Input("2000");
        form.Find("#sampling").Input("12.5");
        form.Find("[data-testid=collector-network-off]").Click();

        form.Render(parameters => parameters.Add(p => p.Settings, BotSettings.None with { FlushIntervalMs = 9_000 }));
        form.Find("form").Submit();

        var wanted = Assert.Single(saved);
        Assert.Equal((2_000, 0.125), (wanted.FlushIntervalMs, wanted.DetailSamplingRate));
        Assert.Equal([(CollectorNames.Network, false)], wanted.Collectors.Select(one => (one.Key, one.Value)));
    }

    [Fact]
    public void Healers_NobodyConnectedOrNoneOffered_SaysWhich()
    {
        Assert.NotNull(Healers([]).Find("[data-testid=no-instance]"));
        Assert.NotNull(Healers([new HealerHost("1", "one", [])]).Find("[data-testid=no-healers]"));
    }

    [Fact]
    public void Healers_OfSeveralInstances_RunWhereChosen()
    {
        var runs = new List<(string, string?)>();
        var part = Healers([new HealerHost("1", "one", ["memory", "own"]), new HealerHost("2", "two", ["memory"])], runs);

        Run(part, "memory");
        part.Find("[data-healer=memory] select").Change("two");
        Run(part, "memory");
        Run(part, "own");

        Assert.Equal([("memory", null), ("memory", "two"), ("own", "one")], runs);
    }

    [Fact]
    public void Healers_Outcomes_AreWordsAndHostileTextIsText()
    {
        var part = Render<HealResults>(parameters => parameters
            .Add(p => p.Now, Now)
            .Add(p => p.Run, new HealRun([
                new HealOutcome("one", HealState.Healed, "<img src=x onerror=alert(1)>"),
                new HealOutcome("two", HealState.NoAnswer, ""),
            ], Now)));

        var results = part.FindAll("[data-testid=heal-result]");
        Assert.Contains("No answer within 30 s", results[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("<img src=x onerror=alert(1)>", results[1].TextContent, StringComparison.Ordinal);
        Assert.Empty(part.FindAll("img"));
    }

    private static void Run(IRenderedComponent<HealerList> part, string healer)
    {
        part.Find($"[data-healer={healer}] [data-testid=heal]").Click();
        part.Find($"[data-healer={healer}] [data-testid=heal-confirm]").Click();
    }

    private IRenderedComponent<RecordingSwitch> Recording(BotSettings settings, List<bool> switched) =>
        Render<RecordingSwitch>(parameters => parameters
            .Add(p => p.Settings, settings).Add(p => p.Now, Now).Add(p => p.OnSwitch, switched.Add));

    private IRenderedComponent<SettingsForm> Form(BotSettings settings, List<BotSettings> saved) =>
        Render<SettingsForm>(parameters => parameters.Add(p => p.Settings, settings).Add(p => p.OnSave, saved.Add));

    private IRenderedComponent<HealerList> Healers(IReadOnlyList<HealerHost> connected, List<(string, string?)>? runs = null) =>
        Render<HealerList>(parameters => parameters
            .Add(p => p.Connected, connected).Add(p => p.Now, Now)
            .Add(p => p.Runs, new Dictionary<string, HealRun>())
            .Add(p => p.OnRun, (runs ?? []).Add));
}
