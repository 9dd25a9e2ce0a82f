using System.Net.Sockets;
using System.Text.Json;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Hosting.Commands;

/// <summary>Takes commands from the command line while the server runs. One after the other: they are rare.</summary>
internal sealed class CommandSocketWorker(DataFolder folder, CommandRunner commands, ILogger<CommandSocketWorker> log)
    : BackgroundService
{
    // For what a caller says. What it asks for may take as long as it takes: a backup copies everything there is.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // The folder's lock is ours, so a socket that lies here belonged to a server that was killed.
        File.Delete(folder.CommandSocket);
        await CommandSocket.WithAddressAsync(folder, address =>
        {
            _socket.Bind(address);
            return Task.FromResult(true);
        });
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.CommandSocket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _socket.Listen();
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _socket.Dispose();
        File.Delete(folder.CommandSocket);
    }

    public override void Dispose()
    {
        _socket.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            using var caller = await _socket.AcceptAsync(stoppingToken);
            try
            {
                await AnswerAsync(caller, stoppingToken);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                log.CommandFailed(failed);
            }
        }
    }

    private async Task AnswerAsync(Socket caller, CancellationToken cancellationToken)
    {
        await using var stream = new NetworkStream(caller);
        CommandRequest? request;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            request = await CommandSocket.ReadAsync<CommandRequest>(stream, patience.Token);
        }
        catch (JsonException)
        {
            request = null;
        }

        if (request is null)
            return;

        var outcome = CommandLine.Parse(request.Args, folder.Path) is Call.Run run
            ? await commands.RunAsync(run.Verb, request.Input, cancellationToken)
            : new CommandOutcome(2, "", "The running server does not know this command; it may be of another version.");
        await CommandSocket.WriteAsync(stream, outcome, cancellationToken);
    }
}
