using BotPerf.Web.Scheduling;

namespace BotPerf.Tests.Scheduling;

public sealed class JobScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);
    private static readonly JobSchedule Nightly = new("0 30 2 * * ?");

    [Theory]
    [InlineData("0 * * * * ?", "every minute")]
    [InlineData("0 0/5 * * * ?", "every 5 minutes")]
    [InlineData("0 */10 * * * ?", "every 10 minutes")]
    [InlineData("0 7 * * * ?", "every hour at :07")]
    [InlineData("0 0 0/6 * * ?", "every 6 hours")]
    [InlineData("0 30 2 * * ?", "every day at 02:30 UTC")]
    [InlineData("0 15 4 ? * SUN", "every Sunday at 04:15 UTC")]
    [InlineData("0 0 5 1 * ?", "on day 1 of every month at 05:00 UTC")]
    [InlineData("0 0 9-17 ? * MON-FRI", "cron 0 0 9-17 ? * MON-FRI (UTC)")]
    public void Words_OfASchedule_AreForPeople(string cron, string words) => Assert.Equal(words, new JobSchedule(cron).Words);

    [Fact]
    public void Next_IsInUtcWhateverTheMachineThinks() =>
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 2, 30, 0, TimeSpan.Zero), Nightly.Next(Now));

    [Fact]
    public void Schedule_NoCron_IsRefused() => Assert.Throws<FormatException>(() => new JobSchedule("now and then"));

    [Theory]
    [InlineData(7, JobOutcome.Succeeded, false)] // after tonight's time
    [InlineData(8, JobOutcome.Succeeded, true)]
    [InlineData(800, JobOutcome.Succeeded, true)]
    [InlineData(8, JobOutcome.Failed, true)]
    [InlineData(7, JobOutcome.Failed, false)] // it had its chance; its next time comes
    [InlineData(7, JobOutcome.Cancelled, false)]
    [InlineData(1, JobOutcome.Interrupted, true)]
    public void IsMissed_ByTheLastRun_IsAPlannedTimeSinceOrACutOff(int hoursAgo, JobOutcome outcome, bool expected) =>
        Assert.Equal(expected, Nightly.IsMissed([Run(hoursAgo, outcome)], knownSince: null, Now));

    [Theory]
    [InlineData(null, false)] // a fresh server
    [InlineData(7, false)]
    [InlineData(8, true)]
    public void IsMissed_NeverRun_CountsFromWhenAnyJobDid(int? knownHours, bool expected) =>
        Assert.Equal(expected, Nightly.IsMissed([], knownHours is { } hours ? Now.AddHours(-hours) : null, Now));

    [Fact]
    public void IsMissed_CutOffAgainAndAgain_WaitsForItsTime()
    {
        var cutOff = Enumerable.Range(1, JobSchedule.CutOffsInARow).Select(hours => Run(hours, JobOutcome.Interrupted)).ToList();

        Assert.False(Nightly.IsMissed(cutOff, knownSince: null, Now));
        Assert.True(Nightly.IsMissed(cutOff[1..], knownSince: null, Now));
    }

    private static JobRun Run(int hoursAgo, JobOutcome outcome) => new(
        1, "probe", JobCause.Schedule, null, Now.AddHours(-hoursAgo), TimeSpan.FromSeconds(1), outcome, 1, "");
}
