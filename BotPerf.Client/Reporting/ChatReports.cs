using BotPerf.Client.Alerting;
using BotPerf.Client.Reporting;
using BotPerf.Client.Summaries;

namespace BotPerf.Client;

/// <summary>
/// Reports for the bot's own commands: send <see cref="ChatReport.ToText"/>, or make an embed of the report. All figures are
/// this process's since its start; what was not measured is called unknown. None of the functions throws. [002 003]
/// </summary>
public sealed class ChatReports
{
    private readonly PerformanceMonitor _monitor;
    private readonly Func<IReadOnlyList<MetricReading>> _readings;
    private readonly TimeProvider _time;

    internal ChatReports(PerformanceMonitor monitor, Func<IReadOnlyList<MetricReading>> readings, TimeProvider time) =>
        (_monitor, _readings, _time) = (monitor, readings, time);

    /// <summary>Memory and CPU; uptime, messages and commands; latency, guilds and users. [002]</summary>
    public ChatReport Performance() => ReportBuilder.Performance(Facts());

    /// <summary>The modules (cogs): the most active, the error rate, and how each is. [002]</summary>
    public ChatReport CogStats() => ReportBuilder.CogStats(Facts());

    /// <summary>The most used, the slowest and the most failing commands. [002]</summary>
    /// <param name="top">How many of each; below 1 is taken for 1, above 50 for 50. What does not fit is left out.</param>
    public ChatReport CommandStats(int top = 10) => ReportBuilder.CommandStats(Facts(), top);

    /// <summary>
    /// The server's score of the whole bot with what it lost points for, while one is told; a quick check of this process by the
    /// thresholds of document 002: memory 500 MiB, CPU 80 %, 10 % errors, 1,000 ms on average; and each module with its
    /// commands. [002 003]
    /// </summary>
    public ChatReport Health() => ReportBuilder.Health(Facts(), _monitor.ServerHealth);

    /// <summary>
    /// Tries the connection, the formatting, the handling of errors and the alerts, and tells how each went. It records
    /// nothing. [003]
    /// </summary>
    public ChatReport TestReporting() => ReportBuilder.Testing(
        [Connection(), Tried("Formatting", Formatting), Tried("Error handling", ErrorHandling), Tried("Alerts", Alerts)], _time.GetUtcNow());

    private ReportFacts Facts() => new(_monitor.GetMetrics(), _readings());

    private HealthFinding Connection()
    {
        var delivery = _monitor.Delivery;
        return _monitor switch
        {
            { IsEnabled: false } => new("Connection", HealthVerdict.Bad, "Monitoring is switched off."),
            { IsConnected: true } => new("Connection", HealthVerdict.Good,
                $"Connected; {ReportText.Count(delivery.Executions.Acknowledged)} executions are on the server, {ReportText.Count(delivery.Executions.Buffered)} on their way."),
            { SendsToServer: false } => new("Connection", HealthVerdict.Unknown, "No server is set; everything is measured in this process only."),
            _ => new("Connection", HealthVerdict.Bad, $"Not connected; {ReportText.Count(delivery.BufferedFrames)} frames wait."),
        };
    }

    private static HealthFinding Tried(string subject, Func<string> attempt)
    {
        try
        {
            return new HealthFinding(subject, HealthVerdict.Good, attempt());
        }
        catch (Exception exception)
        {
            return new HealthFinding(subject, HealthVerdict.Bad, ReportText.Name(exception.Message));
        }
    }

    private string Formatting()
    {
        var facts = Facts();
        ChatReport[] reports =
            [ReportBuilder.Performance(facts), ReportBuilder.CogStats(facts), ReportBuilder.CommandStats(facts, 10), ReportBuilder.Health(facts)];
        var longest = reports.Max(report => report.ToText().Length);
        var size = MetricsText.Json(facts.Readings).Length;
        return $"{reports.Length} reports, the longest with {ReportText.Count(longest)} characters; {ReportText.Count(size)} characters of JSON.";
    }

    /// <summary>A handler that throws, told to an event of its own: the bot's subscribers hear nothing.</summary>
    private string ErrorHandling()
    {
        var heard = 0;
        EventHandler<int> handlers = (_, _) => throw new InvalidOperationException("A test of the report.");
        handlers += (_, _) => heard++;
        _monitor.RaiseQuietly(handlers, 0);
        return heard == 1 ? "A handler that throws is caught, and the next one is called." : throw new InvalidOperationException("A handler was skipped.");
    }

    /// <summary>Through the same book and thresholds as real alerts, in a book of its own.</summary>
    private string Alerts()
    {
        var book = new AlertBook(TimeSpan.Zero, _time);
        var now = _time.GetUtcNow();
        var raised = book.Take([new Observation("test", "", 2, 1, "ms")], now);
        var resolved = book.Take([new Observation("test", "", 0, 1, "ms")], now);
        if (raised is not [{ State: AlertState.Open }] || resolved is not [{ State: AlertState.Resolved }])
            throw new InvalidOperationException("A test alert was not raised and resolved.");
        return $"A test alert was raised and resolved; {ReportText.Count(_monitor.Alerts.Count(alert => alert.IsActive))} real ones are active.";
    }
}
