using System.Collections.Concurrent;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Bots;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Ingest;

/// <summary>Asks bots to heal themselves, waits for their answers, and writes both down.</summary>
internal sealed class Healing : IDisposable
{
    /// <summary>For asking and answering together.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly BotLine _line;
    private readonly IngestConnections _connections;
    private readonly BotRegistry _bots;
    private readonly AuditTrail _audit;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Waiting> _waiting = [];
    private readonly Lock _gate = new();
    private readonly HashSet<(string ConnectionId, string Healer)> _running = [];

    public Healing(
        BotLine line, IngestConnections connections, BotRegistry bots, AuditTrail audit, TimeProvider time)
    {
        (_line, _connections, _bots, _audit, _time) = (line, connections, bots, audit, time);
        connections.Left += OnLeft;
    }

    /// <summary>Asks one instance, or all that are connected; an instance with two connections is asked on both.</summary>
    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Null for all.</param>
    /// <param name="healer">As the bot registered it.</param>
    /// <param name="by">Who asks; the bot is told.</param>
    /// <returns>One outcome for each connection asked; none when nobody is connected and no instance was named.</returns>
    /// <exception cref="BotRefusedException">One of them runs it already: none is asked.</exception>
    public async Task<IReadOnlyList<HealOutcome>> HealAsync(BotId bot, string? instance, string healer, string by)
    {
        var name = _bots.Find(bot)?.Name ?? throw new BotRefusedException("There is no such bot.");
        var asked = _connections.Of(bot).Where(one => instance is null || one.Instance == instance).ToList();
        IReadOnlyList<HealOutcome> outcomes;
        Begin(asked, healer);
        try
        {
            await _audit.WriteAsync(
                by, "heal.requested", $"{name}: {Brief(healer)} on {Brief(instance ?? "all instances")}", CancellationToken.None);
            outcomes = asked.Count == 0 && instance is not null
                ? [new HealOutcome(instance, HealState.NotConnected, "")]
                : await Task.WhenAll(asked.Select(one => AskAsync(one, healer, by)));
        }
        finally
        {
            End(asked, healer);
        }

        await _audit.WriteAsync(
            outcomes.Select(outcome => _audit.Row(by, "heal.answered", $"{name}: {Brief(healer)} on {Brief(outcome.Instance)}: {Words(outcome)}")),
            CancellationToken.None);
        return outcomes;
    }

    /// <summary>The bot's answer. Null when this connection was not asked under that id, or answers too late.</summary>
    /// <returns>The healer's name.</returns>
    public string? Answer(string connectionId, string? id, bool ok, string? detail)
    {
        if (id is null || !_waiting.TryGetValue(id, out var waiting) || waiting.Instance.ConnectionId != connectionId)
            return null;

        var outcome = new HealOutcome(waiting.Instance.Instance, ok ? HealState.Healed : HealState.Failed, HealText.Clean(detail));
        return waiting.Outcome.TrySetResult(outcome) ? waiting.Healer : null;
    }

    public void Dispose() => _connections.Left -= OnLeft;

    private void Begin(IReadOnlyList<ConnectedInstance> asked, string healer)
    {
        lock (_gate)
        {
            if (asked.FirstOrDefault(one => _running.Contains((one.ConnectionId, healer))) is { } busy)
                throw new BotRefusedException($"{healer} is already running on {busy.Instance}. Ask again when it has answered.");
            _running.UnionWith(asked.Select(one => (one.ConnectionId, healer)));
        }
    }

    private void End(IReadOnlyList<ConnectedInstance> asked, string healer)
    {
        lock (_gate)
            _running.ExceptWith(asked.Select(one => (one.ConnectionId, healer)));
    }

    private async Task<HealOutcome> AskAsync(ConnectedInstance instance, string healer, string by)
    {
        if (!instance.Healers.Contains(healer, StringComparer.Ordinal))
            return new HealOutcome(instance.Instance, HealState.NoSuchHealer, "");

        var id = Guid.NewGuid().ToString("N");
        var waiting = new Waiting(instance, healer);
        _waiting[id] = waiting;
        try
        {
            return await AnswerAsync().WaitAsync(Patience, _time);
        }
        catch (TimeoutException)
        {
            return new HealOutcome(instance.Instance, HealState.NoAnswer, "");
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }

        async Task<HealOutcome> AnswerAsync()
        {
            await _line.HealAsync(instance, new HealRequest(id, healer, $"asked for by {by}"));
            // Ended before it was asked: its end has been dealt with.
            if (!_connections.IsOpen(instance))
                waiting.Leave();
            return await waiting.Outcome.Task;
        }
    }

    private void OnLeft(string connectionId)
    {
        foreach (var waiting in _waiting.Values.Where(one => one.Instance.ConnectionId == connectionId))
            waiting.Leave();
    }

    private static string Words(HealOutcome outcome) => outcome.State switch
    {
        HealState.Healed => Said("healed", outcome.Detail),
        HealState.Failed => Said("failed", outcome.Detail),
        HealState.NotConnected => "not connected",
        HealState.NoSuchHealer => "no such healer",
        _ => "no answer",
    };

    private static string Said(string word, string detail) => detail.Length == 0 ? word : $"{word}, {detail}";

    // Names come from bots and programs; an audit row holds 256 characters.
    private static string Brief(string text) => HealText.Clean(text) is { Length: > 60 } longer ? longer[..60] + "…" : HealText.Clean(text);

    private sealed record Waiting(ConnectedInstance Instance, string Healer)
    {
        public TaskCompletionSource<HealOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Leave() => Outcome.TrySetResult(new HealOutcome(Instance.Instance, HealState.NotConnected, ""));
    }
}
