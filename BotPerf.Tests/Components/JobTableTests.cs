using Bunit;
using BotPerf.Web.Components.Jobs;
using BotPerf.Web.Scheduling;

namespace BotPerf.Tests.Components;

public sealed class JobTableTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 4, 0, 0, TimeSpan.Zero);
    private static readonly JobRun Last = new(
        7, "backup", JobCause.Schedule, null, Now.AddHours(-1.5), TimeSpan.FromSeconds(1.234), JobOutcome.Succeeded, 12_345, "all of it");

    [Fact]
    public void Row_OfAJobThatRan_HasItsFiguresInUnits()
    {
        var table = Table(Job(Last));

        Assert.Equal("in 22 h", Cell(table, "job-next"));
        Assert.Equal("1.23 s", Cell(table, "job-duration"));
        Assert.Equal("12,345", Cell(table, "job-rows"));
        Assert.Equal("all of it", Cell(table, "job-text"));
        Assert.Equal("2026-11-22 02:30:00 UTC", table.Find("[data-testid=job-next]").GetAttribute("title"));
    }

    [Fact]
    public void Row_OfAJobThatNeverRan_SaysSo()
    {
        var table = Table(Job(null));

        Assert.Contains("It has not run yet", table.Find("[data-job=backup]").TextContent, StringComparison.Ordinal);
        Assert.Equal("–", Cell(table, "job-duration"));
    }

    [Theory]
    [InlineData(JobOutcome.Succeeded, "Succeeded", "level-ok")]
    [InlineData(JobOutcome.Failed, "Failed", "level-critical")]
    [InlineData(JobOutcome.Cancelled, "Cancelled", "level-none")]
    [InlineData(JobOutcome.Interrupted, "Cut off", "level-warning")]
    public void Outcome_IsShapeWordAndColour(JobOutcome outcome, string word, string colour)
    {
        var mark = Table(Job(Last with { Outcome = outcome })).Find("[data-testid=outcome]");

        Assert.Equal(word, mark.TextContent.Trim());
        Assert.Contains(colour, mark.ClassName, StringComparison.Ordinal);
        Assert.NotNull(mark.QuerySelector("svg path, svg circle"));
    }

    [Fact]
    public void Text_OfAnError_IsTextAndNothingElse() =>
        Assert.Empty(Table(Job(Last with { Outcome = JobOutcome.Failed, Text = "<img src=x onerror=alert(1)>" })).FindAll("img"));

    [Fact]
    public void Running_KnownPart_IsABarAndWords()
    {
        var table = Table(Job(Last, new JobStep(0.25, "packing")));

        Assert.Equal("0.25", table.Find("progress").GetAttribute("value"));
        Assert.Equal("packing", Cell(table, "job-step"));
        Assert.Contains("for 30 s, by ada", table.Find("[data-testid=job-running]").TextContent, StringComparison.Ordinal);
        Assert.Empty(table.FindAll("[data-testid=job-run]"));
    }

    [Fact]
    public void Running_UnknownPart_IsABarWithoutAnEnd() =>
        Assert.Null(Table(Job(Last, new JobStep(null, ""))).Find("progress").GetAttribute("value"));

    [Fact]
    public void Buttons_OnlyForWhomMayAct_NameTheJob()
    {
        var runs = new List<string>();
        var cancels = new List<string>();
        Assert.Empty(Table(Job(Last), mayAct: false).FindAll("[data-testid=job-run]"));

        Table(Job(Last), runs: runs.Add).Find("[data-testid=job-run]").Click();
        Table(Job(Last, new JobStep(null, "")), cancels: cancels.Add).Find("[data-testid=job-cancel]").Click();

        Assert.Equal(["backup"], runs);
        Assert.Equal(["backup"], cancels);
    }

    private static JobView Job(JobRun? last, JobStep? step = null) => new(
        "backup", "Backup", "Backs up.", "every day at 02:30 UTC", Now.AddHours(22.5), last,
        step is null ? null : new ActiveRunView(Now.AddSeconds(-30), JobCause.ByHand, "ada", step, IsCancelling: false));

    private IRenderedComponent<JobTable> Table(
        JobView job, bool mayAct = true, Action<string>? runs = null, Action<string>? cancels = null) =>
        Render<JobTable>(parameters => parameters
            .Add(p => p.Jobs, [job]).Add(p => p.Now, Now).Add(p => p.MayAct, mayAct)
            .Add(p => p.OnRun, runs ?? (_ => { })).Add(p => p.OnCancel, cancels ?? (_ => { })));

    private static string Cell(IRenderedComponent<JobTable> table, string id) =>
        table.Find($"[data-testid={id}]").TextContent.Trim();
}
