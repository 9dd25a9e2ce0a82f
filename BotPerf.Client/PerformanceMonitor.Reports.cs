using BotPerf.Client.Events;
using BotPerf.Client.Reporting;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotPerf.Client;

public sealed partial class PerformanceMonitor
{
    private ChatReports? _reports;
    private volatile ServerHealth? _serverHealth;

    /// <summary>Reports for the bot's own commands. [002 003]</summary>
    public ChatReports Reports => _reports ??= new ChatReports(this, Readings, _recorder.Time);

    /// <summary>Null: the server has told none.</summary>
    internal ServerHealth? ServerHealth => _serverHealth;

    /// <summary>There is a server, and a key for it.</summary>
    internal bool SendsToServer => _transport is not null;

    /// <summary>As <see cref="MonitorEvents"/> does, without a line in the log.</summary>
    internal void RaiseQuietly<T>(EventHandler<T> handlers, T data) =>
        new MonitorEvents(_recorder.Time, NullLogger.Instance) { Sender = this }.Raise(handlers, data);
}
