namespace BotPerf.Client;

/// <summary>
/// What became of everything that was recorded, at one moment. Always true, also during an outage:
/// <c>Recorded = Acknowledged + Dropped + Buffered + Spooled</c>.
/// </summary>
/// <param name="Executions">Executions of commands.</param>
/// <param name="Samples">Values of all other histograms.</param>
/// <param name="BufferedFrames">Frames that wait for the server.</param>
/// <param name="BufferedBytes">Their size.</param>
/// <param name="Losses">
/// All losses so far, by what and why; those that were dropped, those of mere details, and what earlier runs had left in the
/// spool and could not be sent.
/// </param>
/// <param name="SpooledBytes">On disk, also from earlier runs.</param>
public sealed record DeliveryStatistics(
    DeliveryCounts Executions, DeliveryCounts Samples, int BufferedFrames, long BufferedBytes,
    IReadOnlyList<LossStatistics> Losses, long SpooledBytes = 0);

/// <param name="Recorded">What the bot reported, refused values included.</param>
/// <param name="Acknowledged">What the server has on disk.</param>
/// <param name="Dropped">What was refused or given up; <see cref="DeliveryStatistics.Losses"/> says why.</param>
/// <param name="Buffered">What is still on its way, in memory.</param>
/// <param name="Spooled">What is still on its way, on disk: it is sent later, by the next run if this one ends.</param>
public readonly record struct DeliveryCounts(
    long Recorded, long Acknowledged, long Dropped, long Buffered, long Spooled = 0);

/// <param name="What"><c>executions</c>, <c>samples</c>, <c>execution_details</c> and others of docs/protocol.md.</param>
/// <param name="Reason"><c>queue_full</c>, <c>too_old</c>, <c>refused</c>, <c>shutdown</c>, <c>not_finite</c> and others.</param>
/// <param name="Count">How many.</param>
public sealed record LossStatistics(string What, string Reason, long Count);
