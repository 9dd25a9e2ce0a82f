using BotPerf.Web.Alerts;
using FsCheck;
using FsCheck.Fluent;

namespace BotPerf.Tests.Alerts;

public sealed class ThresholdSuggestionTests
{
    private static readonly DateTimeOffset T0 = new(2026, 11, 14, 10, 0, 0, TimeSpan.Zero);

    private static readonly AlertRule Above = new(1, "x", new Signal(SignalKind.Metric) { Metric = "x" })
    {
        Levels = [new AlertLevel(AlertSeverity.Warning, 1)], For = TimeSpan.FromMinutes(2), Cooldown = TimeSpan.Zero,
    };

    [Fact]
    public void Of_OnePeakAndManyLowerOnes_LiesBetweenThem()
    {
        var values = Enumerable.Repeat(0.2, 10_080).ToArray();
        for (var day = 0; day < 7; day++)
            Array.Fill(values, 0.9, day * 1_440 + 100, 10);
        Array.Fill(values, 3.1, 5_000, 10);

        Assert.Equal(new SuggestedThreshold(1, 1), ThresholdSuggestion.Of(Above, [values], T0, "seconds"));
    }

    [Fact]
    public void Of_AFigureThatNeverMoves_LiesAboveItAndNotBelow() =>
        Assert.Equal(new SuggestedThreshold(2.5, 0), ThresholdSuggestion.Of(Above, [Enumerable.Repeat(2.0, 3_000).ToArray()], T0, ""));

    [Fact]
    public void Of_Bytes_IsRoundInTheirOwnUnits() => Assert.Equal(
        500 * 1024 * 1024,
        ThresholdSuggestion.Of(Above, [Enumerable.Repeat(450.0 * 1024 * 1024, 100).ToArray()], T0, "bytes")!.Threshold);

    [Fact]
    public void Of_ALowFigure_LiesBelowIt() => Assert.Equal(
        0.8, ThresholdSuggestion.Of(Above with { Condition = Condition.Lt }, [Enumerable.Repeat(0.9, 100).ToArray()], T0, "fraction")!.Threshold);

    [Fact]
    public void Of_NothingOrZeros_HasNone()
    {
        Assert.Null(ThresholdSuggestion.Of(Above, [], T0, ""));
        Assert.Null(ThresholdSuggestion.Of(Above, [[0, 0, double.NaN]], T0, ""));
        Assert.Null(ThresholdSuggestion.Of(Above with { Condition = Condition.Eq }, [[1, 2]], T0, ""));
    }

    [Fact]
    public void Of_AnyValues_FiresAtMostOnceAWeekAndTheNextTighterOneDoesNot() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(0, 40).Select(one => one == 0 ? double.NaN : one * one / 10.0).ListOf(300).ListOf(3).ToArbitrary(), Gen.Elements(true, false).ToArbitrary(),
        (lists, isLow) =>
        {
            IReadOnlyList<IReadOnlyList<double>> targets = [.. lists.Select(list => (IReadOnlyList<double>)[.. list])];
            var rule = isLow ? Above with { Condition = Condition.Lt } : Above;
            var candidates = ThresholdSuggestion.Candidates(targets, isLow, "").ToList();
            List<double> ends = [.. targets.Select(values => ThresholdSuggestion.End(values, isLow))];
            var suggested = ThresholdSuggestion.Of(rule, targets, T0, "");
            if (suggested is null)
                return candidates.Count == 0 || ThresholdSuggestion.AlertsAt(rule, candidates[0], targets, ends, T0) is null;

            var place = candidates.IndexOf(suggested.Threshold);
            return suggested.Alerts <= 1 && place >= 0
                && ThresholdSuggestion.AlertsAt(rule, suggested.Threshold, targets, ends, T0) == suggested.Alerts
                && (place == candidates.Count - 1 || ThresholdSuggestion.AlertsAt(rule, candidates[place + 1], targets, ends, T0) is null);
        }));
}
