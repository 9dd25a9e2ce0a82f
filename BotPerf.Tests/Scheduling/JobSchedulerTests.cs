using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BotPerf.Tests.Scheduling;

/// <summary>Quartz and the runner in a real host, on the real clock: Quartz does not wake for another one.</summary>
public sealed class JobSchedulerTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Host_JobOfEverySecond_RunsByItselfAndEndsWithTheServer()
    {
        var job = new ProbeJob(schedule: "* * * * * ?");
        using (var first = await StartAsync(job))
        {
            await Eventually.TrueAsync("the clock starts the job", () => job.Runs == 1);
            job.Succeed();
            await Eventually.TrueAsync("and again", () => job.Runs == 2);
            await first.StopAsync();
        }

        // A schedule that does not get in the way of the catch-up.
        var sameJob = new ProbeJob(schedule: "0 0 0 1 1 ?");
        using var second = await StartAsync(sameJob);
        await Eventually.TrueAsync("what was cut off is made up for", () => sameJob.Runs == 1);
        var runs = await second.Services.GetRequiredService<JobRunner>()
            .RunsAsync("probe", long.MaxValue, 100, CancellationToken.None);
        await second.StopAsync();

        Assert.Equal(
            [(JobCause.CatchUp, JobOutcome.Running), (JobCause.Schedule, JobOutcome.Interrupted), (JobCause.Schedule, JobOutcome.Succeeded)],
            runs.Select(run => (run.Cause, run.Outcome)));
    }

    private async Task<IHost> StartAsync(ProbeJob job)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        var folder = new DataFolder(_temp.File("data"));
        folder.Create();
        builder.Services.AddSingleton(folder);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddAppDb();
        builder.Services.AddBotPerfScheduling();
        builder.Services.AddSingleton<ScheduledJob>(job);
        var host = builder.Build();
        await host.Services.GetRequiredService<AppDb>().OpenAsync(CancellationToken.None);
        await host.StartAsync();
        return host;
    }
}
