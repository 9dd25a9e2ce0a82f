using BotPerf.Web.Hosting.Demo;

namespace BotPerf.Tests.Hosting.Demo;

public sealed class DemoPlanTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static DemoBot Muse => DemoFleet.Bots.Single(bot => bot.IsFaulty);

    [Fact]
    public void Tick_SameSeed_IsTheSame() =>
        Assert.Equal(Run(new DemoPlan(Muse, seed: 3), TimeSpan.Zero), Run(new DemoPlan(Muse, seed: 3), TimeSpan.Zero));

    [Fact]
    public void Rate_OverAWeek_StaysBetweenNightAndPeakAndAWave()
    {
        foreach (var bot in DemoFleet.Bots)
        {
            var plan = new DemoPlan(bot, seed: 1);
            var peak = bot.CommandsPerMinute / bot.Instances.Count;
            for (var minute = 0; minute < 7 * 24 * 60; minute++)
                Assert.InRange(plan.Rate(Noon.AddMinutes(minute)), peak * DemoPlan.QuietestDay * DemoPlan.Night * (1 - DemoPlan.Wave), peak * (1 + DemoPlan.Wave));
        }
    }

    [Fact]
    public void Tick_OverTenMinutes_MakesAsManyExecutionsAsTheRateSays()
    {
        var plan = new DemoPlan(Muse, seed: 1);
        var expected = Enumerable.Range(0, 600).Sum(second => plan.Rate(Noon.AddSeconds(second))) / 60;

        Assert.InRange(Run(plan, TimeSpan.Zero).Count, expected - 2, expected + 2);
    }

    [Fact]
    public void Tick_InABadMinute_FailsManyAndElsewhereFew()
    {
        var plan = new DemoPlan(Muse, seed: 1);
        var bad = Enumerable.Range(0, 50).SelectMany(second => plan.Tick(Noon, TimeSpan.FromSeconds(62 + second), Second)).ToList();
        var good = Enumerable.Range(0, 200).SelectMany(second => plan.Tick(Noon, TimeSpan.FromSeconds(140 + second), Second)).ToList();

        Assert.True(plan.IsFaulted(TimeSpan.FromSeconds(62)));
        Assert.False(plan.IsFaulted(TimeSpan.FromSeconds(140)));
        Assert.InRange(bad.Average(execution => execution.Error is null ? 0 : 1), 0.15, 0.6);
        Assert.InRange(good.Average(execution => execution.Error is null ? 0 : 1), 0, 0.05);
    }

    [Fact]
    public void Tick_CommandThatAVersionMadeSlow_IsSlowAndTheOthersAreNot()
    {
        var slower = Muse.Commands[0];
        double Average(DemoConditions conditions, bool ofIt) => new DemoPlan(Muse, seed: 1)
            .Tick(Noon, TimeSpan.FromSeconds(140), TimeSpan.FromMinutes(30), conditions)
            .Where(execution => (execution.Command == slower) == ofIt).Average(execution => execution.DurationMs);

        Assert.InRange(Average(DemoConditions.Fair with { Slower = slower }, true) / Average(DemoConditions.Fair, true), 2.5, 4.5);
        Assert.InRange(Average(DemoConditions.Fair with { Slower = slower }, false) / Average(DemoConditions.Fair, false), 0.8, 1.25);
    }

    [Fact]
    public void Fleet_SharesOfEachBot_AddUpToOne() =>
        Assert.All(DemoFleet.Bots, bot => Assert.Equal(1, bot.Commands.Sum(command => command.Share), 6));

    private static List<DemoExecution> Run(DemoPlan plan, TimeSpan running) =>
        [.. Enumerable.Range(0, 600).SelectMany(second => plan.Tick(Noon.AddSeconds(second), running, Second))];
}
