using System.Collections.Concurrent;
using BotPerf.Web.Bots;
using BotPerf.Web.Delivery;
using BotPerf.Web.Digests.Subscribing;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Digests.Continuous;

/// <summary>What a channel is told of continuously.</summary>
/// <param name="Bots">Their numbers; empty: all.</param>
/// <param name="BatchMinutes">How much is told in one message.</param>
public sealed record ChannelReport(int Channel, IReadOnlyList<int> Bots, int BatchMinutes);

/// <summary>How the last message went.</summary>
/// <param name="Words">The receiver's own.</param>
/// <param name="Left">Measurements since the start that could not be sent.</param>
public sealed record ReportOutcome(DateTimeOffset At, bool IsSent, string Words, long Left);

/// <summary>The channels that are told continuously: none, until an administrator says so.</summary>
internal sealed class ChannelReports(
    IDbContextFactory<AppDbContext> contexts, DigestLedger ledger, ChannelStore channels, BotRegistry bots, AuditTrail audit, TimeProvider time)
    : IDisposable
{
    public const int LeastMinutes = 1;
    public const int MostMinutes = 15;
    public const int UsualMinutes = 5;

    /// <summary>A message each: Discord takes 30 a minute.</summary>
    public const int MostBots = 25;

    private const string Discord = "discord";

    private readonly ConcurrentDictionary<int, ReportOutcome> _outcomes = [];

    // What is read after a change is read before the next one.
    private readonly SemaphoreSlim _changing = new(1, 1);
    private volatile IReadOnlyList<ChannelReport> _all = [];

    /// <summary>From memory.</summary>
    public IReadOnlyList<ChannelReport> All => _all;

    public ChannelReport? Find(int channel) => _all.FirstOrDefault(report => report.Channel == channel);

    /// <summary>Whether a channel is told of a bot at this moment.</summary>
    public bool Tells(int channel, BotId bot) => Find(channel) is { } report && channels.Find(channel) is { IsEnabled: true }
        && (report.Bots.Count == 0 || report.Bots.Contains(bot.Value)) && bots.Find(bot) is not null;

    /// <summary>Null: nothing was sent since the start.</summary>
    public ReportOutcome? OutcomeOf(int channel) => _outcomes.GetValueOrDefault(channel);

    /// <summary>Those that may be told: of kind discord.</summary>
    public IEnumerable<Channel> Possible => channels.All.Where(channel => channel.Kind == Discord);

    /// <summary>Reads what the database holds. Once, at start.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken) => _all =
        [.. (await ledger.ReportsAsync(cancellationToken)).Select(row => new ChannelReport(row.ChannelId, DigestSubscription.BotsOf(row.Bots), row.BatchMinutes))];

    /// <exception cref="DigestRefusedException">It is no channel of Discord, or a field is wrong.</exception>
    public async Task<ChannelReport> SetAsync(ChannelReport wanted, string by, CancellationToken cancellationToken)
    {
        var channel = Require(wanted.Channel);
        if (wanted.BatchMinutes is < LeastMinutes or > MostMinutes)
            throw new DigestRefusedException($"batchMinutes is from {LeastMinutes} to {MostMinutes}.", "batchMinutes");
        if (wanted.Bots.Count > MostBots)
            throw new DigestRefusedException($"bots names at most {MostBots}.", "bots");
        if (wanted.Bots.Any(bot => bots.Find(new BotId(bot)) is null))
            throw new DigestRefusedException("bots names a bot that is not there.", "bots");

        await ChangeAsync(async context =>
        {
            var row = await context.ChannelReports.SingleOrDefaultAsync(one => one.ChannelId == channel.Id, cancellationToken);
            if (row is null)
                context.ChannelReports.Add(row = new ChannelReportRow { ChannelId = channel.Id, Bots = "", ChangedBy = by });
            (row.Bots, row.BatchMinutes, row.ChangedBy, row.ChangedAt) = (DigestSubscription.TextOf(wanted.Bots), wanted.BatchMinutes, by, time.GetUtcNow());
            context.Audit.Add(audit.Row(by, "channel.reports_on", channel.Name));
        }, cancellationToken);
        return wanted;
    }

    /// <summary>Nothing more is told there.</summary>
    /// <exception cref="DigestRefusedException">There is no such channel.</exception>
    public async Task EndAsync(int channel, string by, CancellationToken cancellationToken)
    {
        var name = Require(channel).Name;
        await ChangeAsync(async context =>
        {
            if (await context.ChannelReports.SingleOrDefaultAsync(one => one.ChannelId == channel, cancellationToken) is { } row)
            {
                context.ChannelReports.Remove(row);
                context.Audit.Add(audit.Row(by, "channel.reports_off", name));
            }
        }, cancellationToken);
    }

    /// <exception cref="DigestRefusedException">It is no channel of Discord.</exception>
    public Channel Require(int channel) => channels.Find(channel) is not { } found ? throw DigestRefusedException.Missing("channel")
        : found.Kind != Discord ? throw new DigestRefusedException("Only channels of kind discord are told continuously.", "channel") : found;

    /// <param name="channel">Which one.</param>
    /// <param name="result">How its last message went.</param>
    /// <param name="left">How many measurements more were not told.</param>
    public void Tell(int channel, SendResult result, int left) => _outcomes.AddOrUpdate(
        channel,
        _ => new ReportOutcome(time.GetUtcNow(), result.Outcome == SendOutcome.Delivered, result.Words, left),
        (_, before) => new ReportOutcome(time.GetUtcNow(), result.Outcome == SendOutcome.Delivered, result.Words, before.Left + left));

    public void Dispose() => _changing.Dispose();

    private async Task ChangeAsync(Func<AppDbContext, Task> change, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await change(context);
            await context.SaveChangesAsync(cancellationToken);
            await LoadAsync(CancellationToken.None);
        }
        finally
        {
            _changing.Release();
        }
    }
}
