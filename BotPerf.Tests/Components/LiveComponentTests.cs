using Bunit;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Components.Live;
using BotPerf.Web.Live;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;

namespace BotPerf.Tests.Components;

public sealed class LiveComponentTests : BunitContext
{
    private readonly ManualClock _clock = new();

    public LiveComponentTests()
    {
        Services.AddSingleton<TimeProvider>(_clock);
        Services.AddSingleton<LivePulse>();
    }

    [Fact]
    public async Task Beat_SomethingChanged_RendersOnce()
    {
        await using var pulse = await StartPulseAsync();
        var figure = Render<Figure>();
        figure.Instance.Newest = 7;

        await pulse.BeatAsync();
        await Eventually.TrueAsync("the figure is shown", () => figure.Markup == "7");

        Assert.Equal(2, figure.RenderCount);
    }

    [Fact]
    public async Task Beat_NothingChanged_RendersNothing()
    {
        await using var pulse = await StartPulseAsync();
        var figure = Render<Figure>();

        await pulse.BeatAsync();
        await Eventually.TrueAsync("it has looked again", () => figure.Instance.Looks >= 2);

        Assert.Equal(1, figure.RenderCount);
    }

    [Fact]
    public async Task Dispose_LaterBeats_AreNotHeard()
    {
        await using var pulse = await StartPulseAsync();
        var gone = Render<Figure>().Instance;
        var open = Render<Figure>().Instance;
        gone.Dispose();

        await pulse.BeatAsync();
        await Eventually.TrueAsync("the open one has looked again", () => open.Looks >= 2);

        Assert.Equal(1, gone.Looks);
    }

    private async Task<RunningPulse> StartPulseAsync()
    {
        var pulse = Services.GetRequiredService<LivePulse>();
        await pulse.StartAsync(CancellationToken.None);
        return new RunningPulse(pulse, _clock);
    }

    /// <summary>The real pulse on a clock that the test moves.</summary>
    private sealed class RunningPulse(LivePulse pulse, ManualClock clock) : IAsyncDisposable
    {
        public async Task BeatAsync()
        {
            var beaten = false;
            pulse.Beat += () => Volatile.Write(ref beaten, true);
            await Eventually.TrueAsync("the pulse beats", () =>
            {
                if (!Volatile.Read(ref beaten)) clock.Advance(LivePulse.Interval);
                return Task.FromResult(Volatile.Read(ref beaten));
            });
        }

        public async ValueTask DisposeAsync() => await pulse.StopAsync(CancellationToken.None);
    }

    /// <summary>The smallest live component there can be: one figure.</summary>
    private sealed class Figure : LiveComponent
    {
        private int _shown;

        public int Newest { get; set; }
        public int Looks { get; private set; }

        protected override bool Look()
        {
            Looks++;
            var changed = _shown != Newest;
            _shown = Newest;
            return changed;
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, _shown);
    }
}
