using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage.App;

namespace BotPerf.Tests.Journey;

/// <summary>The Jobs page as people of each role use it.</summary>
[Collection(ServerCollection.Name)]
public sealed class JobsJourneyTests
{
    private const string Email = "olga@example.org";

    [BrowserFact]
    public async Task Administrator_RunsAndCancels_ThePageFollows()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(LocalServer.Email, LocalServer.Password);
        await dashboard.Page.Locator(".shell-nav a[href='/jobs']").ClickAsync();
        await (await dashboard.ListeningAsync("job-run")).WaitForAsync(Dashboard.Patient);

        await Of(dashboard, "backup", "[data-testid=job-run]").ClickAsync();
        await Of(dashboard, "backup", "[data-outcome=Succeeded]").WaitForAsync(Dashboard.Patient);
        await Of(dashboard, "backup", "[data-testid=job-open]").ClickAsync();
        await dashboard.Test("job-run-line").WaitForAsync(Dashboard.Patient);
        Assert.Contains($"by {LocalServer.Email}", await dashboard.Test("job-run-line").InnerTextAsync(), StringComparison.Ordinal);

        // Whoever holds the database's gate holds the run at its first step.
        var gate = await server.Get<AppDbGate>().EnterAsync(CancellationToken.None);
        var run = server.Get<JobRunner>().TryStart("integrity", JobCause.Schedule)!;
        await Of(dashboard, "integrity", "[data-testid=job-running]").WaitForAsync(Dashboard.Patient);
        await Of(dashboard, "integrity", "[data-testid=job-cancel]").ClickAsync();
        await Eventually.TrueAsync("the run is told", () => run.IsCancelling);
        gate.Dispose();
        await Of(dashboard, "integrity", "[data-outcome=Cancelled]").WaitForAsync(Dashboard.Patient);
        Assert.Contains(
            $"Cancelled by {LocalServer.Email}.", await Of(dashboard, "integrity", "[data-testid=job-text]").InnerTextAsync(),
            StringComparison.Ordinal);
        Assert.Empty(browser.ConsoleErrors);
    }

    [BrowserFact]
    public async Task Operator_SeesTheJobsAndNoButtons()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        await server.AddAccountAsync(Email, Roles.Operator);
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync(Email, LocalServer.Password);
        await dashboard.Page.SetViewportSizeAsync(390, 844);
        await dashboard.Page.GotoAsync("/jobs");

        await (await dashboard.ListeningAsync("job-open")).ClickAsync();
        await dashboard.Test("job-history").GetByText("It has not run yet").WaitForAsync(Dashboard.Patient);

        Assert.Equal(0, await dashboard.Test("job-run").CountAsync());
        Assert.True(await dashboard.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        Assert.Empty(browser.ConsoleErrors);
    }

    private static Microsoft.Playwright.ILocator Of(Dashboard dashboard, string job, string part) =>
        dashboard.Page.Locator($"[data-job={job}] {part}");
}
