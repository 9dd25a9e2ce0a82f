using System.Collections.Concurrent;
using System.Security.Claims;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.SignalR;

namespace BotPerf.Web.Api;

/// <summary>
/// What the live hub sends. One pulse for all viewers; a bot's summary is made once a second, however many look.
/// </summary>
internal sealed class LiveFeed(
    LivePulse pulse, FleetQueries fleet, AlertBook book, AlertQueries alerts, HealthBoard health, BotRegistry bots, Rights rights, IHubContext<LiveHub> hub,
    TimeProvider time, ILogger<LiveFeed> log) : IHostedService
{
    public const int MaxViewers = 2_000;
    public const int MaxViewersOfOne = 50;

    private readonly ConcurrentDictionary<string, LiveViewer> _viewers = [];

    public int Count => _viewers.Count;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        pulse.Beat += OnBeat;
        book.Changed += OnAlerts;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        pulse.Beat -= OnBeat;
        book.Changed -= OnAlerts;
        return Task.CompletedTask;
    }

    /// <exception cref="HubException">There are too many.</exception>
    public LiveViewer Add(HubCallerContext context, ClaimsPrincipal user)
    {
        var name = user.Identity?.Name;
        if (_viewers.Count >= MaxViewers)
            throw new HubException($"too_many: the server has {MaxViewers} live connections.");
        if (_viewers.Values.Count(viewer => viewer.User.Identity?.Name == name) >= MaxViewersOfOne)
            throw new HubException($"too_many: one person or token may have {MaxViewersOfOne} live connections.");

        return _viewers[context.ConnectionId] = new LiveViewer(context, user, time.GetTimestamp());
    }

    public void Remove(string connection) => _viewers.TryRemove(connection, out _);

    public LiveViewer? Find(string connection) => _viewers.GetValueOrDefault(connection);

    /// <summary>Tells everybody who has subscribed to the bot.</summary>
    public Task AlertAsync(BotId bot, AlertMessage alert) => hub.Clients
        .Clients([.. _viewers.Values.Where(viewer => viewer.Bots.Contains(bot)).Select(viewer => viewer.Id)])
        .SendAsync(LiveHub.Alert, alert);

    private void OnAlerts(IReadOnlyList<Alert> changed)
    {
        if (_viewers.IsEmpty)
            return;

        foreach (var alert in changed.Where(alert => alert.State != AlertLifeState.Pending))
        {
            if (bots.Find(alert.Bot) is { } bot)
                _ = TellAsync(bot.Id, AlertMessages.Of(alert, bot.Name));
        }
    }

    private async Task TellAsync(BotId bot, AlertMessage alert)
    {
        try
        {
            await AlertAsync(bot, alert);
        }
        catch (Exception gone)
        {
            // A connection has ended, or is about to.
            log.LiveFrameNotSent(gone);
        }
    }

    private void OnBeat()
    {
        if (_viewers.IsEmpty)
            return;

        var now = time.GetUtcNow();
        var open = alerts.OpenByBot();
        var summaries = fleet.Overview().ToDictionary(
            summary => summary.Id, summary => Summary(summary, open.GetValueOrDefault(summary.Id).Count, now));
        foreach (var viewer in _viewers.Values)
        {
            if (time.GetElapsedTime(viewer.CheckedAt) >= Rights.Interval && viewer.TryBeginChecking())
                _ = CheckAsync(viewer);
            if (viewer.Bots.Count > 0 && viewer.TryBeginSending())
                _ = SendAsync(viewer, summaries);
        }
    }

    private async Task SendAsync(LiveViewer viewer, Dictionary<BotId, LiveSummary> summaries)
    {
        try
        {
            var client = hub.Clients.Client(viewer.Id);
            foreach (var bot in viewer.Bots)
            {
                if (summaries.TryGetValue(bot, out var summary))
                    await client.SendAsync(LiveHub.Frame, bot.Value, summary);
            }
        }
        catch (Exception gone)
        {
            // The connection has ended, or is about to.
            log.LiveFrameNotSent(gone);
        }
        finally
        {
            viewer.EndSending();
        }
    }

    private async Task CheckAsync(LiveViewer viewer)
    {
        try
        {
            if (await rights.StillHoldAsync(viewer.User))
                viewer.CheckedAt = time.GetTimestamp();
            else
                viewer.End();
        }
        catch (Exception failed)
        {
            // Who cannot be asked about is asked about again at the next beat.
            log.LiveRightsNotChecked(failed);
        }
        finally
        {
            viewer.EndChecking();
        }
    }

    private LiveSummary Summary(BotSummary bot, int openAlerts, DateTimeOffset now) => new(
        now, bot.Name, BotPath.StatusOf(bot.Freshness), bot.LastFrameAt, bot.Instances, bot.InstancesLive,
        bot.CommandsPerMinute, bot.ErrorRate, bot.P95Ms, bot.RssBytes, bot.Lost, openAlerts,
        bots.Find(bot.Id) is { } found ? HealthShape.Of(health.Of(found)) : new HealthShape(null, HealthBands.Word(HealthBand.Unknown)));
}
