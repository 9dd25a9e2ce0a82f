using Bunit;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Components;
using BotPerf.Web.Components.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace BotPerf.Tests.Components;

public sealed class RangePickerTests : BunitContext
{
    private readonly ManualClock _clock = new();

    public RangePickerTests()
    {
        Services.AddSingleton<TimeProvider>(_clock);
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public void Open_OnAPage_LinksEveryRangeAndKeepsTheRest()
    {
        var picker = Open("commands?bot=7&sort=p95&range=24h");

        Assert.Equal("/commands?bot=7&range=7d&sort=p95", picker.Find("[data-testid=range-7d]").GetAttribute("href"));
        Assert.Equal("/commands?bot=7&sort=p95", picker.Find("[data-testid=range-live]").GetAttribute("href"));
        Assert.Equal("24h", picker.Find("[aria-current]").GetAttribute("data-testid")!["range-".Length..]);
    }

    [Theory]
    [InlineData(-60, -120, "before the end")]
    [InlineData(60, 120, "in the future")]
    [InlineData(-600_000, -10, "400 days")]
    public void Show_RangeThatCannotBe_SaysWhy(int fromMinutes, int toMinutes, string expected)
    {
        var picker = Open("commands?bot=7");

        Fill(picker, fromMinutes, toMinutes);

        Assert.Contains(expected, picker.Find("[data-testid=range-problem]").TextContent, StringComparison.Ordinal);
        Assert.Equal("http://localhost/", Services.GetRequiredService<NavigationManager>().Uri);
    }

    [Fact]
    public void Show_InThePersonsZone_GoesToTheMomentsMeant()
    {
        var picker = Open("commands?bot=7", UserTime.Of("Europe/Berlin"));
        var berlin = _clock.GetUtcNow().AddHours(-2);

        Fill(picker, -120, -60, UserTime.Of("Europe/Berlin"));

        var uri = Services.GetRequiredService<NavigationManager>().Uri;
        Assert.EndsWith($"/commands?bot=7&from={berlin:yyyy-MM-dd'T'HH:mm}Z&to={berlin.AddHours(1):yyyy-MM-dd'T'HH:mm}Z", uri, StringComparison.Ordinal);
        Assert.Empty(picker.FindAll("[role=dialog]"));
    }

    private void Fill(IRenderedComponent<RangePicker> picker, int fromMinutes, int toMinutes, UserTime? time = null)
    {
        picker.Find("[data-testid=range-from]").Change(Field(fromMinutes));
        picker.Find("[data-testid=range-to]").Change(Field(toMinutes));
        picker.Find("form").Submit();

        string Field(int minutes) => $"{(time ?? UserTime.Utc).Local(_clock.GetUtcNow().AddMinutes(minutes)):yyyy-MM-dd'T'HH:mm}";
    }

    private IRenderedComponent<RangePicker> Open(string url, UserTime? time = null)
    {
        var picker = Render<RangePicker>(parameters => parameters
            .Add(p => p.Scope, PageScope.Parse(url))
            .AddCascadingValue(time ?? UserTime.Utc));
        picker.Find("[data-testid=pick-range]").Click();
        return picker;
    }
}
