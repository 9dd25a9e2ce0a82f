using BotPerf.Web.Insights.Suggestions;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;

namespace BotPerf.Tests.Insights;

/// <summary>How suggestions begin, go and come back, with one rule: p90 above a second, of at least 20.</summary>
public sealed class SuggestionLifeTests
{
    private const string Kind = "slow-command";
    private static readonly BotId s_bot = new(7);
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Take_Bad_OpensOnceAndFollowsItsFigures()
    {
        var row = Assert.Single(Look([], s_now, 1.5));
        Assert.Equal(("open", "7 slow-command play", 1.5, 0), (row.State, row.OpenKey, row.Value, row.Reopened));

        Assert.Empty(Look([row], s_now.AddHours(1), 1.2));
        Assert.Equal((1.2, s_now.AddHours(1)), (row.Value, row.MeasuredTo));
    }

    [Theory]
    [InlineData(0.95, "open")]
    [InlineData(0.9, "gone")]
    public void Take_WellByATenth_IsGone_AndNotBefore(double seconds, string state)
    {
        var row = Assert.Single(Look([], s_now, 1.5));

        Look([row], s_now.AddHours(1), seconds);

        Assert.Equal((state, state == "open"), (row.State, row.OpenKey is not null));
    }

    [Fact]
    public void Take_GoneAndBadAgain_IsTheSameForAWeekAndThenAnother()
    {
        var row = Assert.Single(Look([], s_now, 1.5));
        Look([row], s_now.AddHours(1), 0.5);

        Assert.Same(row, Assert.Single(Look([row], s_now.AddDays(6), 1.5)));
        Assert.Equal(("open", 1), (row.State, row.Reopened));

        Look([row], s_now.AddDays(6.1), 0.5);
        Assert.NotSame(row, Assert.Single(Look([row], s_now.AddDays(14), 1.5)));
    }

    [Fact]
    public void Take_NothingMeasured_WaitsSevenDays()
    {
        var row = Assert.Single(Look([], s_now, 1.5));

        Look([row], s_now.AddDays(6.9), null);
        Assert.Equal("open", row.State);
        Look([row], s_now.AddDays(7.1), null);
        Assert.Equal("gone", row.State);
    }

    [Fact]
    public void Take_TooFewValues_AreNone()
    {
        Assert.Empty(Look([], s_now, 9, samples: 19));
        var row = Assert.Single(Look([], s_now, 1.5));
        Look([row], s_now.AddHours(1), 0.1, samples: 19);
        Assert.Equal(("open", 1.5), (row.State, row.Value));
    }

    [Theory]
    [InlineData(2.4, 1, "dismissed")]
    [InlineData(2.6, 1, "open")]
    [InlineData(1.5, 91, "open")]
    public void Take_Dismissed_ComesBackWhenAQuarterWorseOrAfterNinetyDays(double seconds, int days, string state)
    {
        var row = Assert.Single(Look([], s_now, 2));
        (row.State, row.ActedAt, row.ActedBy, row.Reason, row.ActedValue) = ("dismissed", s_now, "ada", "it is a model", 2);

        var news = Look([row], s_now.AddDays(days), seconds);

        Assert.Equal(state, row.State);
        Assert.Equal(state == "open" ? 1 : 0, news.Count);
        Assert.Equal(state == "open" ? null : "it is a model", row.Reason);
    }

    [Fact]
    public void Take_Snoozed_SleepsUntilItsTime_AndGoesIfItIsWellThen()
    {
        var (row, other) = (Assert.Single(Look([], s_now, 2)), Assert.Single(Look([], s_now, 2)));
        foreach (var one in new[] { row, other })
            (one.State, one.SnoozedUntil) = ("snoozed", s_now.AddDays(1));

        Assert.Empty(Look([row], s_now.AddHours(23), 3));
        Assert.Equal(("snoozed", 3), (row.State, row.Value));
        Assert.Same(row, Assert.Single(Look([row], s_now.AddHours(24), 3)));
        Assert.Equal("open", row.State);
        Look([other], s_now.AddHours(24), 0.2);
        Assert.Equal("gone", other.State);
    }

    [Fact]
    public void Take_Done_WaitsForItsVerdict_AndWhatWorkedRestsAWeek()
    {
        var row = Done();
        Assert.Empty(Look([row], s_now.AddHours(2), 3));
        Assert.Equal(2, row.Value);

        Give(row, new Measurement("play", 2, 100), new Measurement("play", 1.2, 100));
        Assert.Equal(("worked", (string?)null), (row.Verdict, row.OpenKey));
        Assert.Empty(Look([row], s_now.AddDays(6), 1.2));
        Assert.Single(Look([row], s_now.AddDays(9), 1.2));
    }

    [Fact]
    public void Take_DoneWithoutEffect_ComesBackAtOnce()
    {
        var row = Done();
        Give(row, new Measurement("play", 2, 100), new Measurement("play", 2, 100));

        var again = Assert.Single(Look([row], s_now.AddDays(1.1), 2));

        Assert.Equal("no_difference", row.Verdict);
        Assert.NotSame(row, again);
    }

    [Fact]
    public void Take_ManyOfOneKind_KeepsTheTenWorst()
    {
        var measured = Enumerable.Range(1, 30).ToDictionary(i => (Kind, $"c{i}"), i => new Measurement($"c{i}", 1 + i, 100));

        var news = SuggestionLife.Take(s_bot, [], new Measured(s_now.AddDays(-1), s_now, measured), s_now);

        Assert.Equal(Enumerable.Range(21, 10).Reverse().Select(i => $"c{i}"), news.Select(row => row.Target));
    }

    [Theory]
    [InlineData(2.0, 1.81, null, "no_difference")]
    [InlineData(2.0, 1.79, null, "worked")]
    [InlineData(2.0, 2.3, null, "worse")]
    [InlineData(2.0, 1.5, 0.15, "no_difference")]
    [InlineData(2.0, 1.4, 0.15, "worked")]
    public void Verdict_BeforeAndAfter_NeedsATenthAndMoreThanChance(double before, double after, double? chance, string expected)
    {
        var row = Done();

        Give(row, new Measurement("play", before, 100) { Chance = chance }, new Measurement("play", after, 100) { Chance = chance });

        Assert.Equal((expected, before, after, 100L), (row.Verdict, row.BeforeValue, row.AfterValue, row.AfterSamples));
    }

    [Fact]
    public void Verdict_LowIsBad_IsTheOtherWayRound()
    {
        var (low, high) = (new Measurement("c", 0.4, 1_000), new Measurement("c", 0.7, 1_000));

        Assert.Equal(VerdictWord.Worked, SuggestionVerdict.Of(new CacheMisses(), low, high));
        Assert.Equal(VerdictWord.Worse, SuggestionVerdict.Of(new CacheMisses(), high, low));
    }

    // Done at 10:30: 10:00 back, and 11:00 on.
    [Fact]
    public void Verdict_TooFewValues_WaitsTwiceAsLongUpToAWeekAndThenCannotSay()
    {
        var row = Done(s_now.AddMinutes(30));
        Assert.Equal((s_now.AddHours(-24), s_now), SuggestionVerdict.Before(row));
        Assert.Equal((s_now.AddHours(1), s_now.AddHours(25)), SuggestionVerdict.After(row));

        var waited = new List<int>();
        while (row.Verdict is null)
        {
            waited.Add(row.VerdictHours!.Value);
            Assert.Equal(SuggestionVerdict.After(row).To, row.VerdictAt);
            Give(row, new Measurement("play", 2, 100), new Measurement("play", 1, 19));
        }

        Assert.Equal([24, 48, 96, 168], waited);
        Assert.Equal(("cannot_say", 19L), (row.Verdict, row.AfterSamples));
    }

    private static SuggestionRow Done(DateTimeOffset? at = null)
    {
        var row = Assert.Single(Look([], s_now, 2));
        (row.State, row.ActedAt, row.ActedBy) = ("done", at ?? s_now, "ada");
        SuggestionVerdict.Begin(row);
        return row;
    }

    private static void Give(SuggestionRow row, Measurement? before, Measurement? after) =>
        SuggestionVerdict.Give(row, new SlowCommands(), before, after, s_now.AddDays(1));

    private static IReadOnlyList<SuggestionRow> Look(IReadOnlyList<SuggestionRow> rows, DateTimeOffset now, double? seconds, long samples = 100)
    {
        var all = new Dictionary<(string, string), Measurement>();
        if (seconds is { } value)
            all.Add((Kind, "play"), new Measurement("play", value, samples));
        return SuggestionLife.Take(s_bot, rows, new Measured(now.AddDays(-1), now, all), now);
    }
}
