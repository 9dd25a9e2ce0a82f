using System.Collections.Concurrent;
using System.Globalization;
using BotPerf.Client.Recording;
using BotPerf.Client.Sending;
using BotPerf.Shared.Protocol;
using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Healing;

/// <summary>The healers of the bot. Each runs once at a time, is not waited for beyond its time, and every run is reported.</summary>
internal sealed class HealerSet(Flusher flusher, TimeProvider time, ILogger logger)
{
    /// <summary>The server waits 30 seconds for the answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private const int MaxHealers = 50;
    private const int MaxDetail = 500;

    private readonly ConcurrentDictionary<string, Func<HealContext, CancellationToken, Task<string>>> _healers = new(StringComparer.Ordinal);

    /// <summary>By name: one that is registered anew does not run beside what it replaces.</summary>
    private readonly ConcurrentDictionary<string, bool> _running = new(StringComparer.Ordinal);

    /// <summary>A healer came or went.</summary>
    public event Action? Changed;

    public IReadOnlyList<string> Names => [.. _healers.Keys.Order(StringComparer.Ordinal)];

    public bool Has(string name) => _healers.ContainsKey(name);

    /// <param name="heal">Null: no longer.</param>
    public void Register(string? name, Func<HealContext, CancellationToken, Task<string>>? heal)
    {
        var key = Texts.Name(name);
        if (heal is null)
            _healers.TryRemove(key, out _);
        else if (_healers.Count < MaxHealers || _healers.ContainsKey(key))
            _healers[key] = heal;
        else
        {
            logger.Problem($"There are {MaxHealers} healers already; \"{key}\" is left out.");
            return;
        }

        Changed?.Invoke();
    }

    public async Task<(bool Ok, string Detail)> RunAsync(HealRequest request)
    {
        var outcome = await RunAsync(new HealContext(request.Healer ?? "", HealCause.Server, request.Reason), CancellationToken.None)
            .ConfigureAwait(false);
        return (outcome.Ok, outcome.Detail);
    }

    public async Task<HealOutcome> RunAsync(HealContext context, CancellationToken cancellationToken)
    {
        var name = Texts.Name(context.Healer);
        if (!_healers.TryGetValue(name, out var heal))
            return new HealOutcome(false, $"No healer \"{Texts.Label(context.Healer)}\" is registered.", TimeSpan.Zero);
        if (!_running.TryAdd(name, true))
            return new HealOutcome(false, "It is running already.", TimeSpan.Zero);

        var began = time.GetTimestamp();
        var (ok, detail) = await WaitForAsync(token => Run(name, heal, context, token), cancellationToken).ConfigureAwait(false);
        var outcome = new HealOutcome(ok, Texts.Clean(detail, MaxDetail), time.GetElapsedTime(began));
        Report(context, outcome);
        return outcome;
    }

    private async Task<(bool Ok, string Detail)> WaitForAsync(Func<CancellationToken, Task<string>> begin, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var run = begin(either.Token);
        try
        {
            return (true, await run.WaitAsync(either.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return (false, $"It did not end within {Patience.TotalSeconds:0} seconds.");
        }
        catch (OperationCanceledException)
        {
            return (false, "It was cancelled.");
        }
        catch (Exception exception)
        {
            return (false, TextOf(exception));
        }
    }

    /// <summary>Off the caller's thread; counts as running until it really ends, also when nobody waits any more.</summary>
    private Task<string> Run(
        string name, Func<HealContext, CancellationToken, Task<string>> heal, HealContext context, CancellationToken cancellationToken)
    {
        var run = Task.Run(() => heal(context, cancellationToken), CancellationToken.None).Observed();
        _ = run.ContinueWith(
            _ => _running.TryRemove(name, out bool _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return run;
    }

    private void Report(HealContext context, HealOutcome outcome)
    {
        var cause = context.Cause.ToString().ToLowerInvariant();
        if (outcome.Ok)
            logger.Healed(context.Healer, cause, outcome.Detail);
        else
            logger.HealFailed(context.Healer, cause, outcome.Detail);

        flusher.Happened("heal", new Dictionary<string, string?>
        {
            ["healer"] = context.Healer,
            ["ok"] = outcome.Ok ? "true" : "false",
            ["detail"] = outcome.Detail,
            ["cause"] = context.Reason is null ? cause : $"{cause}: {context.Reason}",
            ["durationMs"] = outcome.Duration.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture),
        });
    }

    /// <summary>The bot's own exception types run here: their Message may throw.</summary>
    private static string TextOf(Exception exception)
    {
        try
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
        catch (Exception)
        {
            return exception.GetType().Name;
        }
    }
}
