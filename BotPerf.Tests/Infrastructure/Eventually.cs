using System.Diagnostics;
using Xunit.Sdk;

namespace BotPerf.Tests.Infrastructure;

/// <summary>Waits for a condition instead of a time. For what happens in another process, or on another thread.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(25);

    public static Task TrueAsync(string what, Func<bool> condition, TimeSpan? within = null) =>
        TrueAsync(what, () => Task.FromResult(condition()), within);

    /// <param name="what">Says what was waited for when it did not come.</param>
    public static async Task TrueAsync(string what, Func<Task<bool>> condition, TimeSpan? within = null)
    {
        var patience = within ?? Patience;
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > patience)
                throw new XunitException($"Waited {patience.TotalSeconds:0.#} s in vain: {what}");
            await PauseAsync();
        }
    }

    /// <summary>A value as soon as there is one.</summary>
    public static async Task<T> GetAsync<T>(string what, Func<Task<T?>> attempt, TimeSpan? within = null)
        where T : class
    {
        T? found = null;
        await TrueAsync(what, async () => (found = await attempt()) is not null, within);
        return found!;
    }

    /// <summary>A moment between two looks at something outside this process.</summary>
    public static Task PauseAsync() => Task.Delay(Step, TimeProvider.System);
}
