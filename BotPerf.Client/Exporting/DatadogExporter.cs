using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using BotPerf.Client.Exporting;

namespace BotPerf.Client;

/// <summary>Where <see cref="DatadogExporter"/> sends, and how the figures are called there.</summary>
public sealed class DatadogExporterOptions
{
    /// <summary>The API key of the Datadog organization. Needed; never logged.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The Datadog site, e.g. <c>datadoghq.eu</c>. Default: <c>datadoghq.com</c>.</summary>
    public string Site { get; set; } = "datadoghq.com";

    /// <summary>Instead of the site: the address before <c>/api/v2/series</c>, e.g. of a proxy. Default: none.</summary>
    public Uri? Address { get; set; }

    /// <summary>Comes before each metric's name. Default: <c>bot.</c></summary>
    public string Prefix { get; set; } = "bot.";

    /// <summary>Further tags of all metrics, e.g. <c>env:prod</c>. Default: none but <c>instance</c>.</summary>
    public IList<string> Tags { get; } = [];

    /// <summary>The host in Datadog. Default: the machine's name.</summary>
    public string Host { get; set; } = Environment.MachineName;
}

/// <summary>
/// Sends the figures to Datadog's series API, version 2: counters as counts, gauges as gauges, distributions as counts
/// <c>.count</c> and <c>.sum</c> and gauges <c>.avg</c>, <c>.min</c>, <c>.max</c>, <c>.p50</c>, <c>.p95</c>, <c>.p99</c>
/// (source 001). What Datadog does not take now is sent with its own times later, up to 4 MiB of it.
/// </summary>
public sealed class DatadogExporter : IMetricsExporter
{
    private const int MaxTries = 3;
    private const long MaxWaitingBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);

    private static readonly HttpClient s_http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null, // It is no call of the bot's: not to be counted as one.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    private readonly DatadogExporterOptions _options;
    private readonly TimeProvider _time;
    private readonly Queue<byte[]> _waiting = [];
    private long _waitingBytes;

    /// <summary>Sends from the next interval on.</summary>
    /// <param name="options">Where, and the key.</param>
    public DatadogExporter(DatadogExporterOptions options)
        : this(options, TimeProvider.System)
    {
    }

    internal DatadogExporter(DatadogExporterOptions options, TimeProvider time) =>
        (_options, _time) = (options ?? new DatadogExporterOptions(), time);

    /// <inheritdoc/>
    public string Name => "datadog";

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">Datadog did not take it.</exception>
    public async Task ExportAsync(MetricsExport export, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(_options.ApiKey))
            throw new InvalidOperationException("ApiKey is not set.");

        var lost = Keep(DatadogSeries.Payloads(export, _options));
        while (_waiting.TryPeek(out var payload))
        {
            await SendAsync(payload, cancellationToken).ConfigureAwait(false);
            Forget();
        }

        if (lost > 0)
            throw new HttpRequestException($"Datadog was away too long; {lost} batches of older figures were given up.");
    }

    private int Keep(IEnumerable<byte[]> payloads)
    {
        foreach (var payload in payloads)
        {
            var compressed = Compress(payload);
            _waiting.Enqueue(compressed);
            _waitingBytes += compressed.Length;
        }

        var lost = 0;
        for (; _waitingBytes > MaxWaitingBytes; lost++)
            Forget();
        return lost;
    }

    private void Forget() => _waitingBytes -= _waiting.Dequeue().Length;

    private async Task SendAsync(byte[] payload, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause *= 2)
        {
            using var request = Request(payload);
            using var response = await s_http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return;

            var mayPass = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)response.StatusCode >= 500;
            if (!mayPass)
            {
                // The same will never be taken; a wrong key is told, and what follows waits for a right one.
                if (response.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden))
                    Forget();
                throw Refused(response);
            }

            if (pause >= FirstPause * Math.Pow(2, MaxTries - 1))
                throw Refused(response);
            await Task.Delay(PauseAfter(response, pause), _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static HttpRequestException Refused(HttpResponseMessage response) =>
        new($"Datadog answered {(int)response.StatusCode}.", null, response.StatusCode);

    private static TimeSpan PauseAfter(HttpResponseMessage response, TimeSpan usual)
    {
        var asked = response.Headers.RetryAfter?.Delta ?? usual;
        return asked < LongestPause ? asked : LongestPause;
    }

    private HttpRequestMessage Request(byte[] payload)
    {
        var address = _options.Address ?? new Uri($"https://api.{_options.Site}");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{address.AbsoluteUri.TrimEnd('/')}/api/v2/series"))
        {
            Content = new ByteArrayContent(payload),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Content.Headers.ContentEncoding.Add("gzip");
        request.Headers.TryAddWithoutValidation("DD-API-KEY", _options.ApiKey!.Trim());
        return request;
    }

    private static byte[] Compress(byte[] payload)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(payload);
        return compressed.ToArray();
    }
}
