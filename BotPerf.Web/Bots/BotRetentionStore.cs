using System.Globalization;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Bots;

/// <summary>How long each bot's data is kept. Read it with the bot: <see cref="Bot.Retention"/>.</summary>
internal sealed class BotRetentionStore(BotRegistry bots, AuditTrail audit)
{
    private const string Default = "default";

    /// <summary>Sets the whole state; a change leaves an audit row with old and new. The next run of retention goes by it.</summary>
    /// <exception cref="BotRefusedException">A value is outside its range, or there is no such bot.</exception>
    public async Task<BotRetention> SetAsync(BotId bot, BotRetention wanted, string by, CancellationToken cancellationToken)
    {
        Check(wanted);
        return await bots.ChangeAsync(async context =>
        {
            var row = await BotRegistry.RowAsync(context, bot, cancellationToken);
            var before = row.Retention is { } known ? ToRetention(known) : BotRetention.None;
            if (before == wanted)
                return wanted;

            row.Retention ??= new BotRetentionRow();
            (row.Retention.MinuteDays, row.Retention.HourDays) = (wanted.MinuteDays, wanted.HourDays);
            (row.Retention.ExecutionDays, row.Retention.MaxBytes) = (wanted.ExecutionDays, wanted.MaxBytes);
            context.Audit.Add(audit.Row(by, "retention.changed", $"{row.Name}: {Describe(before)} → {Describe(wanted)}"));
            return wanted;
        }, cancellationToken);
    }

    public static BotRetention ToRetention(BotRetentionRow row) =>
        new(row.MinuteDays, row.HourDays, row.ExecutionDays, row.MaxBytes);

    private static void Check(BotRetention wanted)
    {
        CheckDays("minuteDays", wanted.MinuteDays, KeepRule.LeastDays);
        CheckDays("hourDays", wanted.HourDays, KeepRule.LeastHourDays);
        CheckDays("executionDays", wanted.ExecutionDays, KeepRule.LeastDays);
        if (wanted.MaxBytes is { } bytes and < KeepRule.LeastBytes)
        {
            throw new BotRefusedException(string.Create(CultureInfo.InvariantCulture,
                $"maxBytes is at least {KeepRule.LeastBytes} (10 MiB), and was {bytes}."), "maxBytes");
        }
    }

    private static void CheckDays(string field, int? days, int least)
    {
        if (days is { } wrong && (wrong < least || wrong > KeepRule.MostDays))
        {
            throw new BotRefusedException(string.Create(CultureInfo.InvariantCulture,
                $"{field} is from {least} to {KeepRule.MostDays} days, and was {wrong}."), field);
        }
    }

    private static string Describe(BotRetention of) => string.Create(CultureInfo.InvariantCulture,
        $"minutes {Days(of.MinuteDays)}, hours {Days(of.HourDays)}, executions {Days(of.ExecutionDays)}, at most {of.MaxBytes?.ToString(CultureInfo.InvariantCulture) ?? Default} bytes");

    private static string Days(int? days) => days is { } number ? number.ToString(CultureInfo.InvariantCulture) + " d" : Default;
}
