using BotPerf.Web.Delivery.Mail;
using BotPerf.Web.Storage.App;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Delivery;

/// <summary>Looks at what is due and lets the lanes run: at once when something was added, else when its time has come.</summary>
internal sealed class OutboxWorker(
    OutboxLedger ledger, ChannelStore channels, MailServer mail, Outbox outbox, DeliveryPulse pulse, IServiceProvider services,
    IOptions<DeliveryOptions> options, TimeProvider time, ILogger<OutboxWorker> log) : BackgroundService
{
    private const int ForgetSlice = 500;
    private const string CutShort = "What came of it could not be written down.";
    private const string CutOff = "The server ended before the answer came.";
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ForgetsEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);

    /// <summary>What is on its way when the server stops gets so long to arrive.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);

    private readonly Dictionary<int, (OutboxLane Lane, Task Run)> _lanes = [];
    private readonly CancellationTokenSource _ended = new();
    private DateTimeOffset _forgetsAt;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await channels.LoadAsync(cancellationToken);
        await mail.LoadAsync(cancellationToken);
        if (await ledger.RecoverAsync(time.GetUtcNow(), CutOff, cancellationToken) is var cut and > 0)
            log.Recovered(cut);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Task all = Task.WhenAll(_lanes.Values.Select(lane => lane.Run));
        await all.WaitAsync(StopPatience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // What has not arrived by now stays "sending", and the next start knows what that means.
        await _ended.CancelAsync();
        await all.WaitAsync(StopPatience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        _ended.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A server at rest pays nothing here before it has started.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = LongestWait;
            try
            {
                wait = await LookAsync(stoppingToken);
                await ForgetAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                log.OutboxNotRead(error);
            }

            await outbox.WaitAsync(wait, stoppingToken);
        }
    }

    /// <returns>How long until something is due.</returns>
    private async Task<TimeSpan> LookAsync(CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        var next = now + LongestWait;
        foreach (var (channel, due) in await ledger.DueAsync(stopping))
        {
            var (lane, run) = _lanes.TryGetValue(channel, out var known)
                ? known
                : (ActivatorUtilities.CreateInstance<OutboxLane>(services, channel), Task.CompletedTask);
            // A lane that runs says so itself when it is done.
            if (!lane.IsRunning)
            {
                var at = due > lane.RestsUntil ? due : lane.RestsUntil;
                if (at <= now)
                    run = Start(lane, stopping);
                else if (at < next)
                    next = at;
            }

            _lanes[channel] = (lane, run);
        }

        return next - now > Shortest ? next - now : Shortest;
    }

    private Task Start(OutboxLane lane, CancellationToken stopping)
    {
        lane.IsRunning = true;
        return Task.Run(() => RunAsync(lane, stopping), CancellationToken.None);
    }

    private async Task RunAsync(OutboxLane lane, CancellationToken stopping)
    {
        try
        {
            if (lane.HasFailed)
                await ledger.RecoverAsync(time.GetUtcNow(), CutShort, stopping, lane.ChannelId);
            lane.HasFailed = false;
            await lane.RunAsync(stopping, _ended.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server ends; what is due is still there at the next start.
        }
        catch (Exception error)
        {
            // A database that takes no writes now may take them in a minute.
            lane.RestsUntil = time.GetUtcNow() + LongestWait;
            lane.HasFailed = true;
            log.LaneFailed(error);
        }
        finally
        {
            lane.IsRunning = false;
            outbox.Wake();
        }
    }

    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < _forgetsAt)
            return;

        _forgetsAt = now + ForgetsEvery;
        var before = now - TimeSpan.FromDays(options.Value.LogDays);
        while (await ledger.ForgetAsync(before, ForgetSlice, cancellationToken) > 0)
            pulse.Beat();
    }
}
