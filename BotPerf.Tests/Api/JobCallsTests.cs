using System.Net;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage.App;

namespace BotPerf.Tests.Api;

public sealed class JobCallsTests
{
    [Fact]
    public async Task Run_ByAnAdministrator_IsInTheLedgerAndTheAuditTrail()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin, "chief");

        var started = await admin.SendAsync("POST", "/api/v1/jobs/integrity/run");
        var run = await Eventually.GetAsync("the run is over", async () =>
            (await admin.GetAsync("/api/v1/jobs/integrity/runs"))["items"][0] is var newest
            && newest.GetProperty("outcome").GetString() != "running" ? (object)newest : null);
        var again = await admin.SendAsync("POST", "/api/v1/jobs/integrity/run");
        await Eventually.TrueAsync("both are over", async () =>
            (await admin.GetAsync("/api/v1/jobs/integrity/runs"))["items"].EnumerateArray().Count(one => one.GetProperty("outcome").GetString() == "succeeded") == 2);
        var first = await admin.GetAsync("/api/v1/jobs/integrity/runs?limit=1");
        var second = await admin.GetAsync($"/api/v1/jobs/integrity/runs?limit=1&cursor={first.Text("next")}");
        var audit = await admin.GetAsync("/api/v1/audit?limit=1");

        Assert.Equal(HttpStatusCode.Accepted, started.Status);
        Assert.Equal(HttpStatusCode.Accepted, again.Status);
        var over = (System.Text.Json.JsonElement)run;
        Assert.Equal(("by_hand", "token chief", "succeeded"), (
            over.GetProperty("trigger").GetString(), over.GetProperty("by").GetString(), over.GetProperty("outcome").GetString()));
        Assert.Contains("botperf.db, telemetry.db: whole", over.GetProperty("summary").GetString(), StringComparison.Ordinal);
        Assert.Equal(over.GetProperty("id").GetInt32(), second["items"][0].GetProperty("id").GetInt32());
        Assert.Null(second.Text("next"));
        Assert.Equal(("token chief", "job.started", "integrity"), (
            audit["items"][0].GetProperty("who").GetString(), audit["items"][0].GetProperty("what").GetString(),
            audit["items"][0].GetProperty("subject").GetString()));
    }

    [Fact]
    public async Task Jobs_OneThatRuns_IsSeenRefusedAndCancelled()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var admin = await ApiCaller.WithTokenAsync(server, Scopes.Admin);
        // Whoever holds the database's gate holds the run at its first step.
        var gate = await server.Get<AppDbGate>().EnterAsync(CancellationToken.None);
        var run = server.Get<JobRunner>().TryStart("integrity", JobCause.Schedule)!;

        var listed = await admin.GetAsync("/api/v1/jobs");
        var again = await admin.SendAsync("POST", "/api/v1/jobs/integrity/run");
        var cancelled = admin.SendAsync("POST", "/api/v1/jobs/integrity/cancel");
        await Eventually.TrueAsync("the run is told", () => run.IsCancelling);
        gate.Dispose();

        var job = listed["items"].EnumerateArray().Single(job => job.GetProperty("name").GetString() == "integrity");
        Assert.Equal("every Sunday at 04:15 UTC", job.GetProperty("schedule").GetString());
        Assert.Equal("schedule", job.GetProperty("running").GetProperty("trigger").GetString());
        again.Refused(HttpStatusCode.Conflict);
        Assert.Equal(HttpStatusCode.Accepted, (await cancelled).Status);
        Assert.Equal(JobOutcome.Cancelled, (await run.Over).Outcome);
        (await admin.SendAsync("POST", "/api/v1/jobs/integrity/cancel")).Refused(HttpStatusCode.Conflict);
        (await admin.SendAsync("POST", "/api/v1/jobs/nothing/run")).Refused(HttpStatusCode.NotFound);
        (await admin.GetAsync("/api/v1/jobs/nothing/runs")).Refused(HttpStatusCode.NotFound);
    }
}
