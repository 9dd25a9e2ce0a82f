using BotPerf.Web.Components.Charts;
using BotPerf.Web.Components.Layout;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;

namespace BotPerf.Tests.Components;

public sealed class HistoryBoardTests : BunitContext
{
    [Fact]
    public async Task Dispose_BrowserLeftWhileItsChartsWereLoaded_IsNoError()
    {
        var browser = new LeavingBrowser();
        Services.AddSingleton<IJSRuntime>(browser);
        var board = Render<HistoryBoard>(parameters => parameters
            .Add(one => one.Data, new BoardData(0, 60, 60, new Dictionary<string, ChartData>(), []))
            .AddCascadingValue(PageScope.Parse("rules/edit?id=6")));

        browser.Leave();

        await board.Instance.DisposeAsync();
    }

    /// <summary>Its answer never comes: what waits for it is cancelled, as a circuit does at its end.</summary>
    private sealed class LeavingBrowser : IJSRuntime
    {
        private readonly TaskCompletionSource _left = new();

        public void Leave() => _left.SetCanceled();

        public async ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args)
        {
            await _left.Task;
            throw new InvalidOperationException("Nobody is there.");
        }

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
            InvokeAsync<TValue>(identifier, args);
    }
}
