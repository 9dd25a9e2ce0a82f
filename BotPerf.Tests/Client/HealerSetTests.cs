using BotPerf.Client;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Client;

public sealed class HealerSetTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private PerformanceMonitor _monitor = null!;

    public Task InitializeAsync()
    {
        _monitor = Monitor();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _monitor.DisposeAsync();

    [Fact]
    public async Task HealAsync_MemoryWithoutAnyRegistration_IsThere()
    {
        var outcome = await _monitor.HealAsync("memory");

        Assert.True(outcome.Ok);
        Assert.Contains("caches trimmed: 0", outcome.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HealAsync_NameNobodyRegistered_SaysSo() =>
        Assert.Equal("No healer \"nothing\" is registered.", (await _monitor.HealAsync("nothing")).Detail);

    [Fact]
    public async Task HealAsync_WhileItRuns_DoesNotRunTwice()
    {
        var release = new TaskCompletionSource();
        _monitor.OnHeal("slow", async (_, _) =>
        {
            await release.Task;
            return "done";
        });
        var first = _monitor.HealAsync("slow");

        Assert.Equal("It is running already.", (await _monitor.HealAsync("slow")).Detail);
        release.SetResult();
        Assert.Equal((true, "done"), ((await first).Ok, (await first).Detail));
    }

    [Fact]
    public async Task HealAsync_RegisteredAnewWhileItRuns_DoesNotRunBesideItself()
    {
        var release = new TaskCompletionSource();
        _monitor.OnHeal("slow", async (_, _) =>
        {
            await release.Task;
            return "the first";
        });
        var first = _monitor.HealAsync("slow");
        _monitor.OnHeal("slow", (_, _) => Task.FromResult("the second"));

        Assert.Equal("It is running already.", (await _monitor.HealAsync("slow")).Detail);
        release.SetResult();
        Assert.Equal("the first", (await first).Detail);
        await Eventually.TrueAsync("the second has its turn", async () => (await _monitor.HealAsync("slow")).Detail == "the second");
    }

    [Fact]
    public async Task HealAsync_HealerThatNeverEnds_IsGivenUpAfter25SecondsAndStillCountsAsRunning()
    {
        var told = new TaskCompletionSource();
        _monitor.OnHeal("endless", async (_, cancellation) =>
        {
            await using var telling = cancellation.Register(told.SetResult);
            await new TaskCompletionSource().Task;
            return "never";
        });
        var run = _monitor.HealAsync("endless");

        _clock.Advance(TimeSpan.FromSeconds(25));

        Assert.Equal((false, "It did not end within 25 seconds."), ((await run).Ok, (await run).Detail));
        Assert.Equal("It is running already.", (await _monitor.HealAsync("endless")).Detail);
    }

    private PerformanceMonitor Monitor() => new(
        new BotPerfOptions { Collectors = CollectorOptions.None }, logger: null, _clock, _ => null);

    [Fact]
    public async Task OnHeal_Null_TakesItBack()
    {
        _monitor.OnHeal("memory", null);

        Assert.False((await _monitor.HealAsync("memory")).Ok);
    }
}
