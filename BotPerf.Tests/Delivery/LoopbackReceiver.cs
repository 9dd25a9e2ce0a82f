using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BotPerf.Tests.Delivery;

/// <summary>Something on the loopback that takes HTTP requests and answers, byte for byte, what the test says.</summary>
internal sealed class LoopbackReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _accepting;
    private int _connections;

    /// <param name="answer">Gets the request and its stream; null: 200 without a body.</param>
    public LoopbackReceiver(Func<Received, Stream, CancellationToken, Task>? answer = null)
    {
        Answer = answer ?? ((_, stream, _) => RespondAsync(stream, "200 OK", ""));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Func<Received, Stream, CancellationToken, Task> Answer { get; set; }

    public ConcurrentQueue<Received> Requests { get; } = new();

    public int Connections => Volatile.Read(ref _connections);

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url(string path = "/hook") => $"http://127.0.0.1:{Port}{path}";

    public static Task RespondAsync(Stream stream, string status, string body, params string[] headers) =>
        stream.WriteAsync(Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n"
            + string.Concat(headers.Select(header => header + "\r\n")) + "\r\n" + body)).AsTask();

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        await _accepting;
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_ended.Token);
                Interlocked.Increment(ref _connections);
                _ = ServeAsync(client);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            var stream = client.GetStream();
            var request = await ReadAsync(stream, _ended.Token);
            Requests.Enqueue(request);
            await Answer(request with { Client = client }, stream, _ended.Token);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The caller has gone, or the test is over.
        }
    }

    private static async Task<Received> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var bytes = new List<byte>();
        var buffer = new byte[65_536];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken);
            bytes.AddRange(buffer.AsSpan(0, read));
            var text = Encoding.UTF8.GetString([.. bytes]);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0 && read > 0)
                continue;

            var lines = text[..end].Split("\r\n");
            var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
            var length = int.Parse(headers.GetValueOrDefault("Content-Length") ?? "0", System.Globalization.CultureInfo.InvariantCulture);
            var body = bytes.Skip(Encoding.UTF8.GetByteCount(text[..(end + 4)])).ToArray();
            if (body.Length >= length || read == 0)
                return new Received(lines[0].Split(' ')[0], lines[0].Split(' ')[1], headers, body);
        }
    }
}

/// <param name="Target">Path and query.</param>
internal sealed record Received(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public TcpClient? Client { get; init; }

    public string Text => Encoding.UTF8.GetString(Body);
}
