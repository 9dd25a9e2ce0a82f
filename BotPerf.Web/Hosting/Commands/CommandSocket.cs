using System.Net.Sockets;
using System.Text.Json;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Hosting.Commands;

/// <summary>A command on its way to the server: its words, and what stood on standard input.</summary>
internal sealed record CommandRequest(IReadOnlyList<string> Args, string? Input);

/// <summary>
/// The socket between the command line and a running server: one line of JSON there, one line back. Whoever can open the
/// file owns the folder, and nobody else gets that far.
/// </summary>
internal static class CommandSocket
{
    private const int MaxLineLength = 64 * 1024;

    /// <summary>
    /// Does something with the socket's address. The system takes at most 107 bytes of path: a longer one is reached
    /// through a link in a private temporary folder.
    /// </summary>
    public static async Task<T> WithAddressAsync<T>(DataFolder folder, Func<UnixDomainSocketEndPoint, Task<T>> use)
    {
        var path = Path.GetFullPath(folder.CommandSocket);
        if (System.Text.Encoding.UTF8.GetByteCount(path) <= 100)
            return await use(new UnixDomainSocketEndPoint(path));

        var shortcut = Directory.CreateTempSubdirectory("bp");
        try
        {
            var link = Path.Combine(shortcut.FullName, "d");
            Directory.CreateSymbolicLink(link, Path.GetDirectoryName(path)!);
            return await use(new UnixDomainSocketEndPoint(Path.Combine(link, Path.GetFileName(path))));
        }
        finally
        {
            shortcut.Delete(recursive: true);
        }
    }

    /// <summary>The running server's answer, or null when no server listens.</summary>
    public static async Task<CommandOutcome?> AskAsync(
        DataFolder folder, CommandRequest request, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await WithAddressAsync(folder, async address =>
            {
                await socket.ConnectAsync(address, cancellationToken);
                return true;
            });
        }
        catch (SocketException)
        {
            return null;
        }

        await using var stream = new NetworkStream(socket);
        await WriteAsync(stream, request, cancellationToken);
        return await ReadAsync<CommandOutcome>(stream, cancellationToken);
    }

    public static async Task WriteAsync<T>(Stream stream, T message, CancellationToken cancellationToken)
    {
        await JsonSerializer.SerializeAsync(stream, message, cancellationToken: cancellationToken);
        await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }

    /// <summary>Null when the other side went away, or talks too much.</summary>
    public static async Task<T?> ReadAsync<T>(Stream stream, CancellationToken cancellationToken) where T : class
    {
        var line = new byte[MaxLineLength];
        var length = 0;
        while (length < line.Length)
        {
            var read = await stream.ReadAsync(line.AsMemory(length), cancellationToken);
            if (read == 0)
                return null;

            length += read;
            if (line[length - 1] == '\n')
                return JsonSerializer.Deserialize<T>(line.AsSpan(0, length));
        }

        return null;
    }
}
