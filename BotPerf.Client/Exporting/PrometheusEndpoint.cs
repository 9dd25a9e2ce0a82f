using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Exporting;

/// <summary>Answers <c>GET /metrics</c> with the bot's own figures, for a Prometheus beside it.</summary>
internal sealed class PrometheusEndpoint : IDisposable
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly HttpListener _listener = new();
    private readonly Func<string> _text;
    private readonly ILogger _logger;

    private PrometheusEndpoint(Func<string> text, ILogger logger) => (_text, _logger) = (text, logger);

    /// <exception cref="HttpListenerException">The port is taken, or the address is not one of this machine.</exception>
    public static PrometheusEndpoint Open(PrometheusSettings settings, Func<string> text, ILogger logger)
    {
        var endpoint = new PrometheusEndpoint(text, logger);
        try
        {
            foreach (var host in settings.Hosts)
                endpoint._listener.Prefixes.Add($"http://{host}:{settings.Port}/");
            endpoint._listener.Start();
        }
        catch
        {
            endpoint.Dispose();
            throw;
        }

        return endpoint;
    }

    /// <summary>One request at a time: whoever asks often waits for himself.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var end = cancellationToken.Register(Dispose);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync().ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested || !_listener.IsListening)
            {
                return;
            }
            catch (Exception exception)
            {
                // Whoever asked has gone.
                _logger.ScrapeFailed(exception.Message);
            }
        }
    }

    public void Dispose() => ((IDisposable)_listener).Dispose();

    private async Task AnswerAsync(HttpListenerContext context, CancellationToken cancellationToken)
    {
        using var response = context.Response;
        if (context.Request.Url?.AbsolutePath != "/metrics")
        {
            response.StatusCode = (int)HttpStatusCode.NotFound;
            return;
        }

        if (context.Request.HttpMethod is not ("GET" or "HEAD"))
        {
            response.StatusCode = (int)HttpStatusCode.MethodNotAllowed;
            return;
        }

        var body = Encoding.UTF8.GetBytes(_text());
        response.ContentType = ContentType;
        response.ContentLength64 = body.Length;
        if (context.Request.HttpMethod == "GET")
            await response.OutputStream.WriteAsync(body, cancellationToken).ConfigureAwait(false);
    }
}

/// <param name="Hosts">As <see cref="HttpListener"/> writes them.</param>
internal sealed record PrometheusSettings(int Port, IReadOnlyList<string> Hosts);
