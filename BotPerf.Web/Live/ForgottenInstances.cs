using System.Collections.Concurrent;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Live;

/// <summary>
/// Instances that are gone for good and that somebody has put out of sight. Their history stays, and the first frame that
/// comes after all brings them back: an instance is forgotten as long as it has sent nothing since.
/// </summary>
internal sealed class ForgottenInstances(
    IDbContextFactory<AppDbContext> contexts, AppDbReader reader, AuditTrail audit, LiveStore live, TimeProvider time)
{
    private readonly ConcurrentDictionary<InstanceId, long> _forgottenUs = [];

    /// <summary>Reads what the database holds. Once, at start.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var row in await reader.ForgottenInstancesAsync(cancellationToken))
            _forgottenUs[new InstanceId(row.InstanceId)] = Micros(row.At);
    }

    public bool Contains(InstanceId instance, long lastFrameUs) =>
        _forgottenUs.TryGetValue(instance, out var at) && lastFrameUs <= at;

    /// <param name="bot">Which bot.</param>
    /// <param name="instance">Which of its instances.</param>
    /// <param name="interval">How often the bot was told to send; zero when nobody told it.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>Null when it is done, else why not, for the person who asked.</returns>
    public async Task<string?> ForgetAsync(
        BotId bot, InstanceId instance, TimeSpan interval, string by, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var shown = (live.Bot(bot)?.Instances ?? [])
            .Select(one => InstanceReading.Of(one, Micros(now), interval))
            .Where(reading => !Contains(reading.Instance.Entry.Id, reading.LastFrameUs))
            .ToList();
        if (shown.Find(reading => reading.Instance.Entry.Id == instance) is not { } gone)
            return "There is no such instance any more.";
        if (gone.IsPresent)
            return $"{gone.Name} is still there. Only an instance that is offline or has stopped can be forgotten.";
        if (shown.Count == 1)
            return $"{gone.Name} is the only instance of this bot; without it there would be nothing to show.";

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.ForgottenInstances.FindAsync([instance.Value], cancellationToken);
        if (row is null)
            context.ForgottenInstances.Add(new ForgottenInstanceRow { InstanceId = instance.Value, At = now });
        else
            row.At = now;
        context.Audit.Add(audit.Row(by, "instance.forgotten", $"{gone.Name} of bot {bot}"));
        await context.SaveChangesAsync(cancellationToken);
        _forgottenUs[instance] = Micros(now);
        return null;
    }

    private static long Micros(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
