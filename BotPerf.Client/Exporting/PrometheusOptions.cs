namespace BotPerf.Client;

/// <summary>The bot's own endpoint <c>http://localhost:PORT/metrics</c> in Prometheus' text format (source 001).</summary>
public sealed class PrometheusOptions
{
    /// <summary>
    /// 1 to 65,535. Default: the environment variable <c>METRICS_PROMETHEUS_PORT</c>, else none: no endpoint is opened.
    /// </summary>
    public int? Port { get; set; }

    /// <summary>
    /// Who may ask: <c>localhost</c> for this machine alone, an address or name of this machine, or <c>*</c> for everybody
    /// who reaches it; the endpoint asks for no key. Default: <c>localhost</c>.
    /// </summary>
    public string Address { get; set; } = "localhost";

    internal PrometheusOptions Copy() => (PrometheusOptions)MemberwiseClone();
}
