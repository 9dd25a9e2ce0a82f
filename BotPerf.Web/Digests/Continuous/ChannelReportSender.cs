using System.Collections.Concurrent;
using BotPerf.Web.Delivery;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Digests.Continuous;

/// <summary>The measurements of one bot that go into one message.</summary>
/// <param name="Events">Oldest first.</param>
/// <param name="Missed">Measurements of the same time that were not made or had no room.</param>
internal sealed record ReportBatch(BotId Bot, string Name, IReadOnlyList<ReportEvent> Events, int Missed);

/// <summary>
/// Sends the batches of every channel in a task of its own: a webhook that hangs holds up neither the measuring nor the
/// other channels. What cannot be sent is counted, and the bot's next message says how much it was.
/// </summary>
internal sealed class ChannelReportSender(ChannelReports reports, ChannelReportPost post, TimeProvider time, ILogger<ChannelReportSender> log) : IDisposable
{
    /// <summary>
    /// A rest that is waited out between two messages: Discord takes five in two seconds and thirty in a minute. Of a
    /// longer one the rest of the batch is not sent.
    /// </summary>
    public static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    private const int MostAttempts = 3;
    private const string StillSending = "The messages before these were still on their way.";
    private static readonly SendResult s_leftAlone = new(SendOutcome.Failed, "The receiver asked to be left alone for a while.");

    private readonly ConcurrentDictionary<int, Line> _lines = [];
    private readonly CancellationTokenSource _ended = new();

    /// <summary>Returns at once. Batches that come while those before are on their way are not sent.</summary>
    public void Send(int channel, IReadOnlyList<ReportBatch> batches)
    {
        var line = _lines.GetOrAdd(channel, _ => new Line());
        if (line.Sending.IsCompleted)
            line.Sending = Task.Run(() => SendAsync(channel, line, batches));
        else
            Leave(channel, line, batches, new SendResult(SendOutcome.Failed, StillSending));
    }

    /// <summary>Forgets what was left of what is told no more.</summary>
    public void Keep(IReadOnlySet<(int Channel, BotId Bot)> told)
    {
        foreach (var (channel, line) in _lines)
        {
            foreach (var bot in line.Left.Keys.Where(bot => !told.Contains((channel, bot))))
                line.Left.TryRemove(bot, out _);
        }
    }

    /// <summary>When nothing is on its way.</summary>
    public Task IdleAsync() => Task.WhenAll(_lines.Values.Select(line => line.Sending));

    /// <summary>What is on its way is of the moment: it is let go.</summary>
    public async Task EndAsync()
    {
        await _ended.CancelAsync();
        await IdleAsync();
    }

    public void Dispose() => _ended.Dispose();

    private async Task SendAsync(int channel, Line line, IReadOnlyList<ReportBatch> batches)
    {
        var sent = 0;
        try
        {
            for (; sent < batches.Count; sent++)
            {
                // What was switched off meanwhile is not told.
                if (!reports.Tells(channel, batches[sent].Bot))
                    continue;

                var result = Resting(channel, line) ?? await SendAsync(channel, line, batches[sent]);
                if (result is { Outcome: SendOutcome.Refused, RetryAfter: null })
                {
                    Leave(channel, line, [batches[sent]], result);
                }
                else if (result.Outcome != SendOutcome.Delivered)
                {
                    Leave(channel, line, [.. batches.Skip(sent)], result);
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The server ends.
        }
        catch (Exception error)
        {
            log.ReportNotSent(channel, error);
            Leave(channel, line, [.. batches.Skip(sent)], new SendResult(SendOutcome.Failed, "It could not be sent; the server's log says why."));
        }
    }

    private async Task<SendResult> SendAsync(int channel, Line line, ReportBatch batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            var left = line.Left.GetValueOrDefault(batch.Bot);
            var result = await post.SendAsync(channel, batch.Name, batch.Events, left + batch.Missed, _ended.Token);
            var isDelivered = result.Outcome == SendOutcome.Delivered;
            if (isDelivered)
            {
                reports.Tell(channel, result, batch.Missed);
                line.Left.AddOrUpdate(batch.Bot, 0, (_, now) => now - left);
            }

            var rest = result.RetryAfter ?? TimeSpan.Zero;
            if (rest > LongestRest)
                line.Rest = (time.GetUtcNow() + rest, post.AddressOf(channel), isDelivered ? s_leftAlone : result);
            else if (rest > TimeSpan.Zero)
                await Task.Delay(rest, time, _ended.Token);
            if (isDelivered || rest <= TimeSpan.Zero || rest > LongestRest || attempt == MostAttempts)
                return result;
        }
    }

    /// <summary>Why nothing is sent now; null: it is.</summary>
    private SendResult? Resting(int channel, Line line) =>
        line.Rest is { } rest && rest.Until > time.GetUtcNow() && rest.Address == post.AddressOf(channel)
            ? rest.Why with { Outcome = SendOutcome.Failed }
            : null;

    private void Leave(int channel, Line line, IReadOnlyList<ReportBatch> batches, SendResult result)
    {
        foreach (var batch in batches)
            line.Left.AddOrUpdate(batch.Bot, batch.Events.Count + batch.Missed, (_, left) => left + batch.Events.Count + batch.Missed);
        reports.Tell(channel, result, batches.Sum(batch => batch.Events.Count + batch.Missed));
    }

    /// <summary>One channel's messages, one after the other.</summary>
    private sealed class Line
    {
        public Task Sending { get; set; } = Task.CompletedTask;

        /// <summary>Nothing is sent until then to that address, because of that answer.</summary>
        public (DateTimeOffset Until, string? Address, SendResult Why)? Rest { get; set; }

        public ConcurrentDictionary<BotId, int> Left { get; } = [];
    }
}
