using BotPerf.Web.Alerts;
using BotPerf.Web.Targets;
using FsCheck;
using FsCheck.Fluent;

namespace BotPerf.Tests.Alerts;

public sealed class AlertEvaluatorTests
{
    private static readonly DateTimeOffset T0 = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    private static readonly AlertRule Rule = new(1, "Error rate", new Signal(SignalKind.Metric) { Metric = "x" })
    {
        For = TimeSpan.FromMinutes(2),
        KeepFiring = TimeSpan.FromMinutes(1),
        Levels = [new AlertLevel(AlertSeverity.Warning, 0.05), new AlertLevel(AlertSeverity.Critical, 0.10)],
    };

    [Fact]
    public void Step_ThresholdHeldForDuration_Opens()
    {
        var first = AlertEvaluator.Step(Rule, AlertState.Quiet, 0.07, T0);
        var before = AlertEvaluator.Step(Rule, first.Next, 0.07, T0 + Rule.For - TimeSpan.FromTicks(1));
        var held = AlertEvaluator.Step(Rule, before.Next, 0.07, T0 + Rule.For);

        Assert.Equal([AlertTransition.BecamePending, AlertTransition.None, AlertTransition.Opened],
            new[] { first, before, held }.Select(step => step.Transition));
        Assert.Equal((AlertPhase.Open, 0), (held.Next.Phase, held.Next.Level));
    }

    [Fact]
    public void Step_DipBelowThreshold_BeginsAnew()
    {
        var state = Run(AlertState.Quiet, (0, 0.07), (60, 0.049), (61, 0.07), (180, 0.07));

        Assert.Equal(AlertPhase.Pending, state.Phase);
        Assert.Equal(AlertPhase.Open, Run(state, (181, 0.07)).Phase);
    }

    [Fact]
    public void Step_WorseLevelHeld_RisesInPlaceAndNeverFallsWhileOpen()
    {
        var open = Run(AlertState.Quiet, (0, 0.07), (120, 0.07), (130, 0.2));
        var worse = AlertEvaluator.Step(Rule, open, 0.2, T0.AddSeconds(250));
        var milder = Run(worse.Next, (260, 0.06), (1_000, 0.06));

        Assert.Equal(0, open.Level);
        Assert.Equal(AlertTransition.Worsened, worse.Transition);
        Assert.Equal((AlertPhase.Open, 1), (milder.Phase, milder.Level));
    }

    [Fact]
    public void Step_BetweenRecoveryAndThreshold_StaysOpen()
    {
        var open = Run(AlertState.Quiet, (0, 0.07), (120, 0.07));

        Assert.Equal(AlertPhase.Open, Run(open, (130, 0.0451), (9_000, 0.0451)).Phase);
        Assert.Equal(AlertPhase.Recovering, Run(open, (130, 0.045)).Phase);
        Assert.Equal(AlertPhase.Quiet, Run(open, (130, 0.045), (190, 0.01)).Phase);
    }

    [Fact]
    public void Step_RelapseWhileRecovering_IsTheSameAlert()
    {
        var recovering = Run(AlertState.Quiet, (0, 0.07), (120, 0.07), (130, 0.01));
        var relapsed = AlertEvaluator.Step(Rule, recovering, 0.06, T0.AddSeconds(185));

        Assert.Equal((AlertTransition.Relapsed, AlertPhase.Open), (relapsed.Transition, relapsed.Next.Phase));
        Assert.Equal(AlertPhase.Recovering, Run(relapsed.Next, (200, 0.01), (259, 0.01)).Phase);
    }

    [Fact]
    public void Step_NoValue_IsNeitherGoodNorBad()
    {
        var open = Run(AlertState.Quiet, (0, 0.07), (120, 0.07));
        var lost = AlertEvaluator.Step(Rule, open, null, T0.AddSeconds(130));
        var back = AlertEvaluator.Step(Rule, lost.Next, 0.07, T0.AddHours(5));
        var expired = AlertEvaluator.Step(Rule, lost.Next, null, T0.AddSeconds(130) + AlertLimits.OpenWithoutData);

        Assert.Equal((AlertTransition.LostData, AlertPhase.Open), (lost.Transition, lost.Next.Phase));
        Assert.Equal((AlertTransition.DataBack, AlertPhase.Open), (back.Transition, back.Next.Phase));
        Assert.Equal((AlertTransition.Expired, AlertPhase.Quiet), (expired.Transition, expired.Next.Phase));
        Assert.Equal(AlertTransition.None, AlertEvaluator.Step(Rule, AlertState.Quiet, null, T0).Transition);
    }

    [Fact]
    public void Step_PendingWithoutValues_IsForgottenAfterAWhile()
    {
        var pending = Run(AlertState.Quiet, (0, 0.07), (1, null));

        Assert.Equal(AlertPhase.Pending, Run(pending, (120, null)).Phase);
        Assert.Equal(AlertPhase.Quiet, Run(pending, (121, null)).Phase);
    }

    [Fact]
    public void Step_Absent_IsABreachWhereNoValueComes()
    {
        var absent = Rule with { Condition = Condition.Absent, Levels = [new AlertLevel(AlertSeverity.High, 0)] };

        var state = Run(absent, AlertState.Quiet, (0, null), (120, null));

        Assert.Equal(AlertPhase.Open, state.Phase);
        Assert.Equal(AlertPhase.Quiet, Run(absent, state, (130, 1), (190, 1)).Phase);
    }

    [Theory]
    [InlineData(nameof(Condition.Gt), 5, false)]
    [InlineData(nameof(Condition.Ge), 5, true)]
    [InlineData(nameof(Condition.Lt), 5, false)]
    [InlineData(nameof(Condition.Le), 5, true)]
    [InlineData(nameof(Condition.Eq), 5, true)]
    [InlineData(nameof(Condition.Ne), 5, false)]
    [InlineData(nameof(Condition.Lt), 4.9, true)]
    [InlineData(nameof(Condition.Gt), double.NaN, false)]
    public void Breaches_AtTheThreshold_FollowsTheCondition(string condition, double value, bool expected) =>
        Assert.Equal(expected, AlertEvaluator.Breaches(Enum.Parse<Condition>(condition), value, 5));

    [Fact]
    public void Step_AnyValues_OpensOnlyAfterAWholeForAndResolvesOnlyAfterAWholeKeepFiring() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Choose(0, 14).Select(one => one == 14 ? (double?)null : one / 100.0).ListOf(200).ToArbitrary(), values =>
            {
                var state = AlertState.Quiet;
                int? begun = null;
                var wellFor = 0;
                for (var i = 0; i < values.Count; i++)
                {
                    var value = values[i];
                    var step = AlertEvaluator.Step(Rule, state, value, T0.AddSeconds(20 * i));
                    begun = value is null ? begun : value >= 0.05 ? begun ?? i : null;
                    wellFor = value <= 0.045 ? wellFor + 1 : 0;
                    // Two minutes are six steps of twenty seconds; one minute without a break is four values.
                    if (step.Transition == AlertTransition.Opened && i - begun < 6)
                        return false;
                    if (step.Transition == AlertTransition.Resolved && wellFor < 4)
                        return false;
                    if (step.Next.IsOpen && step.Next.Level < state.Level)
                        return false;
                    state = step.Next;
                }

                return true;
            }));

    [Fact]
    public void DefaultRules_All_HaveAtLeastOneLevelThatRisesInTheDirectionOfTheCondition() => Assert.All(DefaultRules.All, rule =>
    {
        Assert.NotEmpty(rule.Levels);
        Assert.Equal(rule.Levels.OrderBy(level => level.Severity), rule.Levels);
        var thresholds = rule.Levels.Select(level => level.Threshold).ToList();
        Assert.Equal(rule.Condition is Condition.Lt or Condition.Le ? thresholds.OrderDescending() : thresholds.Order(), thresholds);
        if (rule.Signal.Kind == SignalKind.BurnRate)
            Assert.Contains(rule.Signal.WindowMinutes, BurnWindow.All.Select(window => window.LongMinutes));
        else
            Assert.InRange(rule.Signal.WindowMinutes, 1, Signal.MostWindowMinutes);
    });

    private static AlertState Run(AlertState state, params (int Second, double? Value)[] values) => Run(Rule, state, values);

    private static AlertState Run(AlertRule rule, AlertState state, params (int Second, double? Value)[] values) =>
        values.Aggregate(state, (before, one) => AlertEvaluator.Step(rule, before, one.Value, T0.AddSeconds(one.Second)).Next);
}
