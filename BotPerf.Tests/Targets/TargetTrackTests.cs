using BotPerf.Web.Targets;

namespace BotPerf.Tests.Targets;

public sealed class TargetTrackTests
{
    private const long Noon = 29_000_160; // a full hour, Unix minutes

    [Fact]
    public void Last_MinutesAndHours_AreSummedOverTheirWindows()
    {
        var track = new TargetTrack(7);
        track.MoveTo(Noon);
        track.SetHour(Noon / 60 - 30, new Tally(1_000, 100));
        track.SetMinute(Noon - 61, new Tally(10, 1));
        track.SetMinute(Noon - 4, new Tally(4, 1));
        track.SetMinute(Noon, new Tally(2, 1));

        Assert.Equal(new Tally(6, 2), track.Last(5));
        Assert.Equal(new Tally(6, 2), track.Last(60));
        Assert.Equal(new Tally(16, 3), track.Last(62));
        Assert.Equal(new Tally(1_016, 103), track.Last(3 * 1_440));
    }

    [Fact]
    public void SetMinute_ToldAgain_TakesItsPlaceAlsoInItsHour()
    {
        var track = new TargetTrack(7);
        track.SetMinute(Noon, new Tally(2, 1));
        track.SetMinute(Noon + 1, new Tally(5, 0));
        track.SetMinute(Noon, new Tally(4, 0));

        Assert.Equal(new Tally(9, 0), track.Last(60));
        Assert.Equal(new Tally(9, 0), track.Hours()[^1].Tally);
    }

    [Fact]
    public void MoveTo_LongAfter_ForgetsWhatFellOutOfTheRings()
    {
        var track = new TargetTrack(7);
        track.SetMinute(Noon, new Tally(100, 100));
        track.MoveTo(Noon + TargetTrack.Minutes);
        var minutes = track.Last(TargetTrack.Minutes);
        var hours = track.Last(1_440);
        track.MoveTo(Noon + 9 * 1_440);

        Assert.Equal(default, minutes);
        Assert.Equal(new Tally(100, 100), hours);
        Assert.Equal(default, track.Last(7 * 1_440));
    }

    [Fact]
    public void Rings_AnyMinutesInAnyOrder_AreThoseOfATable()
    {
        var random = new Random(11);
        var track = new TargetTrack(7);
        var table = new Dictionary<long, Tally>();
        var newest = Noon;
        track.MoveTo(newest);
        for (var i = 0; i < 5_000; i++)
        {
            newest += random.Next(0, 6);
            var minute = newest - random.Next(0, 3);
            var tally = new Tally(5, random.Next(0, 5));
            track.MoveTo(newest);
            track.SetMinute(minute, table[minute] = tally);

            foreach (var window in new[] { 5, 30, 60, 360 })
                Assert.Equal(SumOf(table, newest - window + 1, newest), track.Last(window));
            Assert.Equal(SumOf(table, (newest / 60 - 72) * 60, newest), track.Last(3 * 1_440));
        }
    }

    private static Tally SumOf(Dictionary<long, Tally> table, long from, long to)
    {
        var sum = default(Tally);
        for (var minute = from; minute <= to; minute++)
            sum += table.GetValueOrDefault(minute);
        return sum;
    }
}
