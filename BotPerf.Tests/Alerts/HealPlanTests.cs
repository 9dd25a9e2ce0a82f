using BotPerf.Web.Alerts;
using BotPerf.Web.Ingest;

namespace BotPerf.Tests.Alerts;

public sealed class HealPlanTests
{
    [Theory]
    [InlineData("memory_high", "memory")]
    [InlineData("heap_high", "memory")]
    [InlineData("memory_limit", "memory")]
    [InlineData("memory_leak", "memory")]
    [InlineData("error_rate", "error_rate")]
    [InlineData("command_slow", "response_time")]
    [InlineData("probe_down", "api_health")]
    [InlineData("cpu", null)]
    [InlineData(null, null)]
    public void HealerOf_Rule_HasTheHealerThatHelps(string? rule, string? healer)
    {
        Assert.Equal(healer, HealPlan.HealerOf(rule));
        Assert.True(rule is null || DefaultRules.Find(rule) is not null);
    }

    [Fact]
    public void Words_Outcomes_AreOneLineWithoutThoseWhoHaveNoHealer()
    {
        HealOutcome[] outcomes =
        [
            new("one", HealState.Healed, ""), new("two", HealState.Failed, "locked\nfor good"), new("three", HealState.NoSuchHealer, ""),
            new("four", HealState.NoAnswer, ""),
        ];

        Assert.Equal("memory on one: it helped; two: it did not help, locked for good; four: no answer", HealPlan.Words("memory", outcomes));
        Assert.Null(HealPlan.Words("memory", [new("three", HealState.NoSuchHealer, "")]));
    }
}
