using System.Globalization;
using System.Net;
using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;

namespace BotPerf.Client.Instrumenting;

/// <summary>What is kept of an outgoing call: how long it took, whether a limit refused it, and how full that limit is.</summary>
internal sealed class HttpRecorder
{
    // A bot that calls addresses its users choose must not fill its series with them.
    private const int MaxHosts = 50;

    private static readonly HttpMethod[] s_methods =
        [HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete, HttpMethod.Head, HttpMethod.Options];

    private static readonly string[] s_statuses = [.. Enumerable.Range(100, 500).Select(status => status.ToString(CultureInfo.InvariantCulture))];

    private readonly SeriesRegistry _registry;
    private readonly LossLedger _losses;
    private readonly NameTable<HistogramSeries> _durations;
    private readonly NameTable<CounterSeries> _refusals;
    private readonly NameTable<RateLimitSeries> _limits;
    private readonly HashSet<string> _hosts = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public HttpRecorder(SeriesRegistry registry, LossLedger losses, NameTable<RateLimitSeries> limits)
    {
        _registry = registry;
        _losses = losses;
        _limits = limits;
        _durations = new((host, method, status) =>
        {
            var (series, full) = registry.Histogram(
                MetricNames.HttpDuration, "s", LabelNames.Host, HostLabel(host!), LabelNames.Method, method!, LabelNames.Status, status!);
            return (series, !full);
        });
        _refusals = new((host, scope, _) =>
        {
            string[] labels = string.IsNullOrEmpty(scope) ? [LabelNames.Host, HostLabel(host!)] : [LabelNames.Host, HostLabel(host!), LabelNames.Scope, scope];
            var (series, full) = registry.Counter(MetricNames.HttpRateLimited, "", labels);
            return (series, !full);
        });
    }

    /// <param name="response">Null: there was no answer.</param>
    public void Record(Uri address, HttpMethod method, double seconds, HttpResponseMessage? response, bool wasCanceled)
    {
        var host = address.IdnHost;
        if (_durations.Find(host, NameOf(method), StatusOf(response, wasCanceled)) is { } series)
            series.Record(Math.Max(seconds, 0));
        else
            _losses.Refuse(LossNames.Samples, LossNames.SeriesLimit);

        if (response is null)
            return;
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
            Refused(host, response);
        if (RateLimitHeaders.Of(response.Headers) is { } limit)
            Limited(HttpRoute.Of(NameOf(method), address.AbsolutePath), limit);
    }

    private void Refused(string host, HttpResponseMessage response)
    {
        _refusals.Find(host, RateLimitHeaders.ScopeOf(response.Headers))?.Add(1);

        // The global limit has no figures of its own in the answer but this one.
        if (RateLimitHeaders.IsGlobal(response.Headers) && RateLimitHeaders.RetryAfter(response.Headers) is { } seconds)
            _registry.Gauge(MetricNames.RateLimitReset, "s", holds: false, LabelNames.Bucket, "global").Series?.Set(seconds);
    }

    private void Limited(string route, RateLimitHeaders limit)
    {
        if (_limits.Find(route) is not { } series)
            return;
        series.Used.Set(limit.Limit - limit.Remaining);
        series.Maximum.Set(limit.Limit);
        if (limit.ResetAfter is { } seconds)
            series.Reset.Set(seconds);
    }

    private string HostLabel(string host)
    {
        var label = Texts.Name(host);
        lock (_gate)
        {
            if (_hosts.Contains(label) || (_hosts.Count < MaxHosts && _hosts.Add(label)))
                return label;
        }

        return WireLimits.OtherLabel;
    }

    private static string NameOf(HttpMethod method) =>
        Array.Find(s_methods, known => known == method)?.Method ?? QueryType.Other;

    private static string StatusOf(HttpResponseMessage? response, bool wasCanceled) => response is null
        ? wasCanceled ? "canceled" : "error"
        : (int)response.StatusCode - 100 is var index and >= 0 && index < s_statuses.Length ? s_statuses[index] : "error";
}
