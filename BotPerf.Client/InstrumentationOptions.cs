namespace BotPerf.Client;

/// <summary>
/// What is measured without touching the bot's code. The dashboard can switch all of it while the bot runs. [001 004]
/// </summary>
public sealed class InstrumentationOptions
{
    /// <summary>
    /// Queries of Entity Framework Core, Microsoft.Data.SqlClient and Npgsql, told apart by their first keyword alone: no
    /// text of a query is kept. <c>database_query_duration_seconds</c>. Default: true.
    /// </summary>
    public bool Database { get; set; } = true;

    /// <summary>
    /// Outgoing HTTP of <c>HttpClient</c> by host (50 of them), method and status, until the answer's headers are there;
    /// calls that were answered with 429; and Discord's rate limits as its headers tell them, by route without ids. <c>http_client_request_duration_seconds</c>, <c>rate_limit_used</c> and its
    /// neighbours. Default: true.
    /// </summary>
    public bool Http { get; set; } = true;

    /// <summary>
    /// Circuit breakers of Polly 8 whose telemetry is on, as with <c>AddResiliencePipeline</c>. <c>circuit_state</c>.
    /// Default: true.
    /// </summary>
    public bool Polly { get; set; } = true;

    /// <summary>Caches given to <see cref="PerformanceMonitor.WatchCache"/>. Default: true.</summary>
    public bool Caches { get; set; } = true;

    /// <summary>
    /// Meters (<c>System.Diagnostics.Metrics</c>) whose instruments become metrics, by name; <c>*</c> at the end stands for
    /// anything: <c>System.Runtime</c>, <c>MyBot.*</c>. Null or empty: none. Default: null.
    /// </summary>
    public IReadOnlyList<string>? Meters { get; set; }

    /// <summary>How often caches and observable instruments are read, 1 to 300 seconds. Default: 10 seconds.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>New options with everything switched off.</summary>
    public static InstrumentationOptions None => new() { Database = false, Http = false, Polly = false, Caches = false };
}
