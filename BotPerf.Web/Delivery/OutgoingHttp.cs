using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Delivery;

/// <summary>
/// The one way by HTTP out of the server. The address is checked when the connection is made, so that no name can lead
/// elsewhere than it did when it was looked at; redirects are not followed; ten seconds, 64 KiB of an answer.
/// </summary>
internal sealed class OutgoingHttp : IDisposable
{
    public const int MaxAnswerBytes = 64 * 1024;
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly DeliveryOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    public OutgoingHttp(IOptions<DeliveryOptions> options, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = ConnectAsync,
            // What is longer than what is read is not drained: the connection ends.
            MaxResponseDrainSize = 0,
            MaxResponseHeadersLength = MaxAnswerBytes / 1024,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ActivityHeadersPropagator = null,
        });
    }

    /// <summary>One request with a JSON body.</summary>
    /// <returns>The answer, or why there is none.</returns>
    public Task<HttpAnswer> SendAsync(
        HttpMethod method, Uri url, byte[] json, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        return SendAsync(method, url, content, headers, cancellationToken);
    }

    /// <summary>One request with whatever body, such as files; it is disposed of.</summary>
    /// <returns>The answer, or why there is none.</returns>
    public async Task<HttpAnswer> SendAsync(
        HttpMethod method, Uri url, HttpContent content, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var request = new HttpRequestMessage(method, url) { Content = content };
        request.Headers.UserAgent.ParseAdd("BotPerf/1");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            var text = await TextAsync(response, either.Token);
            return new HttpAnswer(response.StatusCode, text, response.Headers);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return HttpAnswer.None(SendOutcome.Unknown, $"No answer within {Patience.TotalSeconds:0} s.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return WhyNot(error);
        }
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var found = await Dns.GetHostAddressesAsync(host, cancellationToken);
        var open = _options.Allows(host) ? found : [.. found.Where(AddressRules.IsPublic)];
        if (open.Length == 0)
        {
            throw new AddressRefusedException(
                $"{host} is not a public address. {DeliveryOptions.Section}:{nameof(DeliveryOptions.AllowedHosts)} in the configuration can allow it.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // To what was checked, not to the name.
            await socket.ConnectAsync(open, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<string> TextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxAnswerBytes];
        var length = 0;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            int read;
            while (length < buffer.Length && (read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
                length += read;
        }
        catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status says how it went; the rest is only its words.
        }

        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private static HttpAnswer WhyNot(Exception error)
    {
        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is AddressRefusedException refused)
                return HttpAnswer.None(SendOutcome.Refused, refused.Message);
        }

        // Before a connection stood, nothing can have arrived; after it, nobody knows.
        var isBefore = error is HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError,
        };
        return HttpAnswer.None(isBefore ? SendOutcome.Failed : SendOutcome.Unknown, (error.InnerException ?? error).Message);
    }

    private sealed class AddressRefusedException(string message) : Exception(message);
}
