using System.Net;
using BotPerf.Tests.Api;
using BotPerf.Tests.Infrastructure;
using Microsoft.Playwright;

namespace BotPerf.Tests.Journey.Month;

/// <summary>
/// Makes the pictures in docs/images anew: every page of a demo with a month behind it, both themes, desk and phone. Asked
/// for with <c>BOTPERF_SCREENSHOTS=1 dotnet test --filter Screenshots</c>; names of some with commas between, instead of 1, make these.
/// </summary>
[Collection(MonthCollection.Name)]
public sealed class Screenshots(MonthOfDemo month)
{
    private const int DeskWidth = 1440;
    private const int PhoneWidth = 390;

    // The rules look at minutes; the demo's slowest commands are open after three.
    private static readonly TimeSpan UntilAlerts = TimeSpan.FromMinutes(6);

    [ScreenshotFact]
    public async Task Pages_OfTheMonth_AreKeptInTheDocuments()
    {
        var (alert, invitation, digest) = await SetUpAsync();
        List<MonthPage> pages = [.. MonthPage.All(month), .. MonthPage.OfAlertsAndPeople(month, alert), .. MonthPage.OfInsight(month), .. MonthPage.OfReports(digest)];
        foreach (var colours in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var width in new[] { DeskWidth, PhoneWidth })
                await TakeAllAsync(colours, width, pages, invitation);
        }
    }

    // What people would have done by now. Gives the worst open alert, an invitation's address and a digest.
    private async Task<(int Alert, string Invitation, int Digest)> SetUpAsync()
    {
        using var rest = new ApiCaller(month.Server.Url, await month.Server.AddTokenAsync("pictures", "admin"));
        var now = TimeProvider.System.GetUtcNow();
        await MakeAsync("channels", new { name = "#bots-alerts", kind = "log" });
        await MakeAsync("channels", new { name = "on call", kind = "log", hourlyBudget = 60 });
        await rest.SendAsync("POST", "/api/v1/channels/1/test");
        await MakeAsync("routes", new { channel = 1, minSeverity = "warning", quiet = new { from = "22:00", to = "07:00", zone = "Europe/Berlin" } });
        await MakeAsync("routes", new { channel = 2, minSeverity = "critical", afterMinutes = 15 });
        await MakeAsync("silences", new { bot = month.Bots["Warden"], target = "purge", endsAt = now.AddHours(4), reason = "Old messages are being archived" });
        await MakeAsync("silences", new { maintenance = true, bot = month.Bots["Jukebox"], startsAt = now.AddHours(20), endsAt = now.AddHours(22), reason = "The library moves to another disk" });
        var invited = await MakeAsync("users", new { email = "ivan@example.org", role = "operator" });
        var digest = await MakeAsync("digests", new { cadence = "weekly", hour = 8, zone = "Europe/Berlin", user = ServerProcess.AdminEmail });
        await rest.SendAsync("POST", "/api/v1/reports", new { title = "A month of the fleet", from = now.AddDays(-28), to = now.AddDays(-1) });
        await rest.SendAsync("POST", "/api/v1/reports", new { title = "Muse, yesterday", from = now.AddDays(-2), to = now.AddDays(-1), bots = new[] { month.Bots["Muse"] } });
        await MakeAsync("reports/schedules", new { title = "Weekly report", period = "weekly", hour = 7, zone = "Europe/Berlin" });
        await Eventually.TrueAsync("there are alerts", async () => (await OpenAsync()).Count >= 4, UntilAlerts);
        var open = await OpenAsync();
        await rest.SendAsync("POST", $"/api/v1/alerts/{open[^1]}/acknowledge", new { note = "The model's host is slow, I have asked there" });
        return (open[0], new Uri(invited.Text("link")!).AbsolutePath, digest["id"].GetInt32());

        async Task<Answer> MakeAsync(string what, object wanted)
        {
            var made = await rest.SendAsync("POST", "/api/v1/" + what, wanted);
            Assert.Equal(HttpStatusCode.Created, made.Status);
            return made;
        }

        async Task<List<int>> OpenAsync() => [.. (await rest.GetAsync("/api/v1/alerts?state=open"))["items"].EnumerateArray()
            .OrderByDescending(one => one.GetProperty("severity").GetString() == "critical").Select(one => one.GetProperty("id").GetInt32())];
    }

    private async Task TakeAllAsync(ColorScheme colours, int width, IReadOnlyList<MonthPage> pages, string invitation)
    {
        await using var browser = await Browser.OpenAsync(month.Server.Url, width, width == PhoneWidth ? 844 : 960, colours);
        var suffix = $"-{colours.ToString().ToLowerInvariant()}{(width == PhoneWidth ? "-phone" : "")}";
        await browser.Page.GotoAsync("/sign-in");
        await TakeAsync(browser.Page, "sign-in", suffix);
        await browser.Page.GotoAsync(invitation);
        await TakeAsync(browser.Page, "invitation", suffix);

        await new Dashboard(browser).SignInAsync();
        foreach (var (name, path, ready) in pages.Where(page => IsWanted(page.Name)))
        {
            await browser.Page.GotoAsync(path);
            await browser.Page.Locator(ready).First.WaitForAsync(Dashboard.Patient);
            await TakeAsync(browser.Page, name, suffix);
        }

        Assert.Empty(browser.ConsoleErrors);
    }

    private static bool IsWanted(string name) => ScreenshotFactAttribute.Wanted is var wanted && (wanted == "1" || wanted?.Split(',').Contains(name) is true);

    // What a window shows, as WebP, which Playwright's own screenshots are not: a third of a PNG's bytes.
    private static async Task TakeAsync(IPage page, string name, string suffix)
    {
        if (!IsWanted(name))
            return;

        // Two beats of the live pages, so that charts have drawn.
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        var session = await page.Context.NewCDPSessionAsync(page);
        var taken = await session.SendAsync("Page.captureScreenshot", new Dictionary<string, object> { ["format"] = "webp", ["quality"] = 70 });
        await session.DetachAsync();
        await File.WriteAllBytesAsync(
            RepositoryFolder.File("docs", "images", name + suffix + ".webp"), taken!.Value.GetProperty("data").GetBytesFromBase64());
    }
}

/// <summary>Runs only when the pictures are asked for.</summary>
public sealed class ScreenshotFactAttribute : FactAttribute
{
    /// <summary>1 for all, or names with commas between; null: none.</summary>
    public static string? Wanted { get; } = Environment.GetEnvironmentVariable("BOTPERF_SCREENSHOTS");

    public ScreenshotFactAttribute()
    {
        if (string.IsNullOrEmpty(Wanted) || Chromium.Path is null)
            Skip = "Pictures are made on demand: BOTPERF_SCREENSHOTS=1, with a Chromium.";
    }
}
