using BotPerf.Client.Healing;
using Microsoft.Extensions.Caching.Memory;

namespace BotPerf.Client;

public sealed partial class PerformanceMonitor
{
    private readonly HealerSet _healers;
    private readonly MemoryHealer _memoryHealer = new();

    /// <summary>
    /// Registers what the bot can do for itself, and replaces what was registered under the name before. It runs when the
    /// dashboard asks for it and, where <see cref="BotPerfOptions.Healing"/> allows it, when a threshold is crossed again
    /// and again: for the names <c>memory</c>, <c>error_rate</c>, <c>response_time</c> and <c>api_health</c>. Runs once at
    /// a time, on a thread of the pool, for at most 25 seconds; what it throws is reported and harms nothing. Every run is
    /// told to the server. <c>memory</c> is there from the start: it collects and compacts the heap. [004]
    /// </summary>
    /// <param name="name">At most 200 characters.</param>
    /// <param name="heal">Returns in a sentence what it did. Null: no longer.</param>
    public void OnHeal(string name, Func<HealContext, CancellationToken, Task<string>>? heal) => _healers.Register(name, heal);

    /// <summary>Runs a healer now, and reports it like every other run.</summary>
    /// <param name="name">As it was registered.</param>
    /// <param name="reason">For people; may be left out.</param>
    /// <param name="cancellationToken">Is passed on to the healer.</param>
    /// <returns>How it ended; never throws.</returns>
    public Task<HealOutcome> HealAsync(string name, string? reason = null, CancellationToken cancellationToken = default) =>
        _healers.RunAsync(new HealContext(name ?? "", HealCause.Bot, reason), cancellationToken);

    /// <summary>Names a cache that the <c>memory</c> healer trims before it collects.</summary>
    /// <param name="trim">Gives entries up. What it throws is reported and harms nothing.</param>
    /// <returns>Dispose it when the cache goes.</returns>
    public IDisposable TrimWhenHealing(Action trim) => _memoryHealer.Add(trim);

    /// <summary>The same for a <see cref="MemoryCache"/>: a part of its entries is given up, the least important first.</summary>
    /// <param name="cache">Of another type it is left alone.</param>
    /// <param name="part">0 to 1.</param>
    /// <returns>Dispose it when the cache goes.</returns>
    public IDisposable TrimWhenHealing(IMemoryCache cache, double part = 0.5) =>
        _memoryHealer.Add(() => (cache as MemoryCache)?.Compact(Math.Clamp(part, 0, 1)));
}
