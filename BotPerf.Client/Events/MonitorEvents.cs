using System.Runtime.CompilerServices;
using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;
using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Events;

/// <summary>
/// Tells the bot's own handlers. Without one a recording call costs a null check; one that throws is logged, at most once a
/// minute, and keeps neither the others nor the recording from going on.
/// </summary>
internal sealed class MonitorEvents(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(1);

    public EventHandler<CommandExecuted>? CommandExecution;
    public EventHandler<MessageProcessed>? MessageProcessing;
    public EventHandler<DatabaseQueried>? DatabaseQuery;
    public EventHandler<LatencyMeasured>? WebsocketLatency;

    private long _toldAt = long.MinValue;

    /// <summary>The monitor; what handlers get as the sender.</summary>
    public object? Sender { get; set; }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Executed(CommandSeries command, long duration, long acknowledged, bool success) =>
        Raise(CommandExecution, new CommandExecuted(
            command.Label(LabelNames.Command)!, command.Label(LabelNames.Module), command.Label(LabelNames.Kind),
            Span(duration), success, acknowledged < 0 ? null : Span(acknowledged)));

    /// <summary>A message or a query; other timed things have no event.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Timed(HistogramSeries series, double seconds, bool success)
    {
        if (MessageProcessing is not null || DatabaseQuery is not null)
            RaiseTimed(series.Identity, TimeSpan.FromSeconds(seconds), success);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Latency(string? connection, double seconds)
    {
        if (WebsocketLatency is not null)
            Raise(WebsocketLatency, new LatencyMeasured(Texts.Name(connection), TimeSpan.FromSeconds(seconds)));
    }

    public void Raise<T>(EventHandler<T>? handlers, T data)
    {
        foreach (var handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler(Sender, data);
            }
            catch (Exception exception)
            {
                Tell(typeof(T).Name, exception);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RaiseTimed(SeriesIdentity series, TimeSpan duration, bool success)
    {
        if (ReferenceEquals(series.Name, MetricNames.MessageDuration))
            Raise(MessageProcessing, new MessageProcessed(series.Labels[1], duration, success));
        else if (ReferenceEquals(series.Name, MetricNames.QueryDuration))
            Raise(DatabaseQuery, new DatabaseQueried(series.Labels[1], duration, success));
    }

    private TimeSpan Span(long ticks) => TimeSpan.FromSeconds((double)ticks / time.TimestampFrequency);

    private void Tell(string data, Exception exception)
    {
        var now = time.GetTimestamp();
        var before = Interlocked.Read(ref _toldAt);
        if (before != long.MinValue && time.GetElapsedTime(before, now) < s_quiet)
            return;
        if (Interlocked.CompareExchange(ref _toldAt, now, before) == before)
            logger.HandlerFailed(data, exception.GetType().Name);
    }
}
