using BotPerf.Web.Alerts;

namespace BotPerf.Tests.Alerts;

public sealed class RuleReplayTests
{
    private static readonly DateTimeOffset T0 = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    private static readonly AlertRule Rule = new(1, "x", new Signal(SignalKind.Metric) { Metric = "x" })
    {
        Levels = [new AlertLevel(AlertSeverity.Warning, 5), new AlertLevel(AlertSeverity.Critical, 9)],
        For = TimeSpan.FromMinutes(2), KeepFiring = TimeSpan.FromMinutes(1), Cooldown = TimeSpan.FromMinutes(5),
    };

    [Fact]
    public void Step_OneBreach_IsOneAlertWithItsWorst()
    {
        var alerts = Play((10, 1), (10, 6), (10, 9.5), (5, 7), (10, 1));

        // Pending at the tenth minute, open two later; well at the 35th, over one later.
        Assert.Equal([new ReplayedAlert(T0.AddMinutes(12), T0.AddMinutes(36), AlertSeverity.Critical, 9.5, 0)], alerts);
    }

    [Fact]
    public void Step_StillInBreachAtTheEnd_HasNoEnd() => Assert.Null(Assert.Single(Play((5, 6))).To);

    [Fact]
    public void Step_BackWithinTheCooldown_IsTheSameAlert()
    {
        var alert = Assert.Single(Play((5, 6), (4, 1), (5, 6), (5, 1)));

        Assert.Equal((T0.AddMinutes(2), T0.AddMinutes(15), 1), (alert.From, alert.To, alert.Reopened));
    }

    [Fact]
    public void Step_BackLater_IsAnotherUntilItFlaps()
    {
        var alerts = Play(Enumerable.Repeat(new[] { (5, 6.0), (15, 1.0) }, 6).SelectMany(one => one).ToArray());

        // The third time it flaps: from then on it is one alert.
        Assert.Equal([0, 1, 5], alerts.Select(alert => alert.Reopened));
    }

    private static IReadOnlyList<ReplayedAlert> Play(params (int Minutes, double Value)[] values)
    {
        var replay = new RuleReplay(Rule);
        var minute = 0;
        foreach (var (minutes, value) in values)
        {
            for (var i = 0; i < minutes; i++)
                replay.Step(value, T0.AddMinutes(minute++));
        }

        return replay.Alerts;
    }
}
