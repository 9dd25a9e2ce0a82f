using BotPerf.Shared.Metrics;
using BotPerf.Web.Alerts;

namespace BotPerf.Tests.Alerts;

public sealed class RuleWordsTests
{
    [Theory]
    [InlineData("command_slow", "p95 of command_duration_seconds per command over 5 min (of at least 5) ≥ 1 s warning, ≥ 5 s critical, for 2 min")]
    [InlineData("error_rate", "command_errors_total ÷ command_duration_seconds over 5 min (of at least 20) ≥ 5 % warning, ≥ 10 % critical, for 2 min")]
    [InlineData("gateway_latency", "websocket_latency_seconds ≥ 200 ms warning, ≥ 500 ms critical, for 1 min")]
    [InlineData("memory_high", "memory_rss_bytes ≥ 500 MiB warning, for 5 min")]
    [InlineData("offline", "silence of an instance ≥ 30 s warning, ≥ 2 min critical")]
    [InlineData("cache_hit_rate", "cache_hits_total ÷ (cache_hits_total + cache_misses_total) per cache over 15 min (of at least 100) < 60 % warning, for 15 min")]
    [InlineData("system_memory", "1 − system_memory_available_bytes ÷ system_memory_total_bytes ≥ 75 % warning, ≥ 90 % critical, for 5 min")]
    public void Of_ADefaultRule_IsASentence(string key, string expected)
    {
        var rule = DefaultRules.Find(key)!;

        Assert.Equal(expected, RuleWords.Of(rule, SignalUnit.Of(rule.Signal, null)));
    }

    [Theory]
    [InlineData(Condition.Anomaly, UsualSide.Both, 4, "websocket_latency_seconds beside its usual ≥ 4 deviations warning, for 10 min")]
    [InlineData(Condition.Growth, UsualSide.Above, 0.5, "websocket_latency_seconds above its usual ≥ 50 % warning, for 10 min")]
    public void Of_ARuleBesideTheUsual_SaysTheSide(Condition condition, UsualSide side, double threshold, string expected)
    {
        var rule = new AlertRule(1, "x", new Signal(SignalKind.Metric) { Metric = MetricNames.WebSocketLatency })
        {
            Condition = condition, Side = side, Levels = [new AlertLevel(AlertSeverity.Warning, threshold)], For = TimeSpan.FromMinutes(10),
        };

        Assert.Equal(expected, RuleWords.Of(rule, SignalUnit.Of(rule.Signal, condition, null)));
    }

    [Fact]
    public void Of_LabelsAndAbsence_AreSaid()
    {
        var rule = new AlertRule(1, "x", new Signal(SignalKind.Metric)
        {
            Metric = MetricNames.CommandDuration, Aggregation = Aggregation.Count, WindowMinutes = 15,
            Labels = new Dictionary<string, string> { ["command"] = "help" }, PerInstance = true,
        })
        { Condition = Condition.Absent, Levels = [new AlertLevel(AlertSeverity.High, 0)], For = TimeSpan.FromSeconds(90) };

        Assert.Equal("count of command_duration_seconds where command = help per instance over 15 min has no value: high, for 90 s", RuleWords.Of(rule, ""));
    }
}
