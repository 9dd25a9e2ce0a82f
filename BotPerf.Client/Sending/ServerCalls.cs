using BotPerf.Client.Recording;
using BotPerf.Shared.Protocol;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Sending;

/// <summary>What the server calls on the bot, and the bot's answers on the same connection.</summary>
internal sealed class ServerCalls(ILogger logger)
{
    private readonly Lock _gate = new();
    private HubConnection? _connection;
    private HelloRequest? _hello;
    private int _configured;

    /// <summary>The names of the healers, as they are now.</summary>
    public Func<IReadOnlyList<string>> Healers { get; set; } = () => [];

    /// <summary>The server's clock and pace are known; its settings, unless newer ones were heard meanwhile.</summary>
    public Action<HelloReply>? Greeted { get; set; }
    public Action<RemoteSettings?>? Configured { get; set; }
    public Action<AlertMessage>? Alerted { get; set; }
    public Action<IReadOnlyList<SuggestionMessage>>? Suggested { get; set; }
    public Action<HealthMessage>? Scored { get; set; }

    /// <summary>Runs a healer; ends with whether it helped and what it did.</summary>
    public Func<HealRequest, Task<(bool Ok, string Detail)>>? Heal { get; set; }

    /// <summary>Before the connection starts, so that nothing is missed.</summary>
    public void Listen(HubConnection connection)
    {
        connection.On<RemoteSettings?>(HubContract.Configure, settings => Guarded(() =>
        {
            Interlocked.Increment(ref _configured);
            Configured?.Invoke(settings);
        }));
        connection.On<AlertMessage>(HubContract.AlertRaised, alert => Guarded(() => Alerted?.Invoke(alert)));
        connection.On<AlertMessage>(HubContract.AlertUpdated, alert => Guarded(() => Alerted?.Invoke(alert)));
        connection.On<IReadOnlyList<SuggestionMessage>>(
            HubContract.SuggestionsFound, suggestions => Guarded(() => Suggested?.Invoke(suggestions)));
        connection.On<HealthMessage>(HubContract.HealthScored, health => Guarded(() => Scored?.Invoke(health)));
        // Not waited for: what the server says next must not wait for a healer.
        connection.On<HealRequest>(HubContract.Heal, request => _ = Task.Run(() => HealAsync(connection, request)));
    }

    /// <summary>Says Hello; <see cref="AnnounceAsync"/> repeats it while the connection lasts.</summary>
    public async Task<HelloReply> GreetAsync(HubConnection connection, HelloRequest hello, CancellationToken cancellationToken)
    {
        var reply = await SayHelloAsync(connection, hello, cancellationToken).ConfigureAwait(false);
        lock (_gate)
            (_connection, _hello) = (connection, hello);
        return reply;
    }

    public void Left()
    {
        lock (_gate)
            (_connection, _hello) = (null, null);
    }

    /// <summary>The healers have changed: the server's Hello replaces what it knew. Without a connection the next one tells.</summary>
    public async Task AnnounceAsync()
    {
        HubConnection? connection;
        HelloRequest? hello;
        lock (_gate)
            (connection, hello) = (_connection, _hello);
        if (connection is null || hello is null)
            return;

        try
        {
            await SayHelloAsync(connection, hello, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The connection has ended: the next one begins with a Hello anyway.
        }
    }

    private async Task<HelloReply> SayHelloAsync(HubConnection connection, HelloRequest hello, CancellationToken cancellationToken)
    {
        var heard = Volatile.Read(ref _configured);
        var reply = await connection.InvokeAsync<HelloReply>(
            HubContract.Hello, hello with { Healers = Healers() }, cancellationToken).ConfigureAwait(false);
        if (heard == Volatile.Read(ref _configured))
            Guarded(() => Configured?.Invoke(reply.Settings));
        Guarded(() => Greeted?.Invoke(reply));
        return reply;
    }

    private async Task HealAsync(HubConnection connection, HealRequest request)
    {
        try
        {
            var (ok, detail) = Heal is null ? (false, "This bot heals nothing.") : await Heal(request).ConfigureAwait(false);
            await connection.InvokeAsync(HubContract.HealResult, request.Id, ok, Texts.Clean(detail, 500)).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The server has given up waiting, or the connection has ended; the bot's lifecycle tells of the run.
            logger.HealAnswerLost(Texts.Label(request.Healer), exception.Message);
        }
    }

    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            logger.LoopFailed(exception);
        }
    }
}
