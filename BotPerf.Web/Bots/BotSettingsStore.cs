using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Bots;

/// <summary>What the dashboard sets for the bots. Read it with the bot: <see cref="Bot.Settings"/>.</summary>
internal sealed class BotSettingsStore(BotRegistry bots, AuditTrail audit, TimeProvider time, ILogger<BotSettingsStore> log)
{
    /// <summary>Raised after the settings of a bot have changed. A handler hands over at once.</summary>
    public event Action<BotId>? Changed;

    /// <summary>Sets the whole state; each change leaves an audit row with old and new. Setting the same changes nothing.</summary>
    /// <exception cref="BotRefusedException">A value is outside its range, or there is no such bot.</exception>
    public Task<BotSettings> SetAsync(BotId bot, BotSettings wanted, string by, CancellationToken cancellationToken) =>
        ChangeAsync(bot, _ => wanted, by, cancellationToken);

    /// <summary>Changes what is set now, whoever set it meanwhile.</summary>
    /// <exception cref="BotRefusedException">A value is outside its range, or there is no such bot.</exception>
    public async Task<BotSettings> ChangeAsync(
        BotId bot, Func<BotSettings, BotSettings> change, string by, CancellationToken cancellationToken)
    {
        var difference = await bots.ChangeAsync(async context =>
        {
            var row = await BotRegistry.RowAsync(context, bot, cancellationToken);
            var before = row.Settings is { } known ? ToSettings(known) : BotSettings.None;
            var after = change(before);
            BotSettingsValidator.Check(after);
            var difference = BotSettingsValidator.Describe(before, after);
            if (difference.Length == 0)
                return difference;

            row.Settings ??= new BotSettingsRow { Collectors = "" };
            Write(row.Settings, after);
            if (before.IsOff != after.IsOff)
            {
                (row.Settings.SwitchedBy, row.Settings.SwitchedAt) = (by, time.GetUtcNow());
                row.Settings.OffSince = after.IsOff ? row.Settings.SwitchedAt : row.Settings.OffSince;
            }

            context.Audit.Add(audit.Row(by, "settings.changed", $"{row.Name}: {difference}"));
            return difference;
        }, cancellationToken);

        if (difference.Length > 0)
        {
            log.SettingsChanged(bot, difference);
            Changed?.Invoke(bot);
        }

        return bots.Find(bot)?.Settings ?? BotSettings.None;
    }

    public static BotSettings ToSettings(BotSettingsRow row) => new(
        row.Enabled, row.FlushIntervalMs, row.DetailSamplingRate,
        row.Collectors.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(signed => signed[1..], signed => signed[0] == '+', StringComparer.Ordinal))
    {
        Switched = row is { SwitchedBy: { } by, SwitchedAt: { } at } ? new Switching(by, at) : null,
        OffSince = row.OffSince,
    };

    private static void Write(BotSettingsRow row, BotSettings settings)
    {
        row.Enabled = settings.Enabled;
        row.FlushIntervalMs = settings.FlushIntervalMs;
        row.DetailSamplingRate = settings.DetailSamplingRate;
        row.Collectors = string.Join(' ', settings.Collectors.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => (pair.Value ? "+" : "-") + pair.Key));
    }
}
