using BotPerf.Web.Bots;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Rollups;

/// <summary>How much is stored, of what and of whom. Bytes.</summary>
/// <param name="TelemetryBytes">telemetry.db, without its write-ahead log.</param>
/// <param name="WalBytes">The write-ahead log: what is committed and not yet in the file.</param>
/// <param name="AppBytes">botperf.db with its log.</param>
/// <param name="FreeBytes">Free on the disk of the data folder.</param>
/// <param name="Waiting">Frames that wait to be written.</param>
/// <param name="DelayP50">From handed in to durable, last five to ten minutes; null when nothing was written.</param>
/// <param name="DelayP99">See <paramref name="DelayP50"/>.</param>
public sealed record StorageReport(
    long TelemetryBytes, long WalBytes, long AppBytes, long FreeBytes, int Waiting, TimeSpan? DelayP50, TimeSpan? DelayP99,
    IReadOnlyList<StoredPart> Parts, IReadOnlyList<StoredBot> Bots);

/// <summary>What all bots have stored of one kind.</summary>
/// <param name="Kind">minutes, hours, days or executions.</param>
/// <param name="Oldest">The first day of which there is something.</param>
public sealed record StoredPart(string Kind, long Rows, long Bytes, DateTimeOffset? Oldest);

/// <summary>What one bot has stored.</summary>
/// <param name="BytesPerDay">Of the last seven full days, on the average of those with data; null before the first is full.</param>
/// <param name="Retention">What was set for it.</param>
/// <param name="Rule">What holds for it: with the server's rule where nothing was set.</param>
public sealed record StoredBot(
    BotId Id, string Name, int Instances, IReadOnlyList<StoredPart> Parts, long Bytes, double? BytesPerDay, DateTimeOffset? Oldest,
    BotRetention Retention, BotRetention Rule);

/// <summary>Sizes, as the writer has counted them: nothing has to be read through to know them.</summary>
internal sealed class StorageQueries(
    TelemetryCatalog catalog, RollupReads reads, TelemetryWriter writer, DataFolder folder, DiskSpace disk, BotRegistry bots,
    IOptions<RetentionOptions> options, TimeProvider time)
{
    private const int GrowthDays = 7;

    public Task<StorageReport> ReportAsync(CancellationToken cancellationToken) => Task.Run(Report, cancellationToken);

    private StorageReport Report()
    {
        var owners = catalog.Instances().ToDictionary(instance => instance.Id, instance => instance.Bot);
        var all = reads.Stored();
        var perBot = all.Where(day => owners.ContainsKey(day.Instance)).ToLookup(day => owners[day.Instance], Day);
        return new StorageReport(
            Size(folder.TelemetryDatabase), Size(folder.TelemetryDatabase + "-wal"),
            Size(folder.AppDatabase) + Size(folder.AppDatabase + "-wal"),
            disk.FreeBytes,
            writer.Waiting, writer.Delays.Quantile(0.5), writer.Delays.Quantile(0.99),
            Parts([.. all.Select(Day)]),
            [.. bots.All
                .Select(bot => Of(bot, owners.Values.Count(owner => owner == bot.Id), [.. perBot[bot.Id]]))
                .OrderByDescending(bot => bot.Bytes).ThenBy(bot => bot.Name, StringComparer.OrdinalIgnoreCase)]);
    }

    private StoredBot Of(Bot bot, int instances, IReadOnlyList<StoredDay> days)
    {
        var today = time.GetUtcNow().ToUnixTimeSeconds() / 60 / Grains.DayMinutes;
        var growth = days.Where(day => day.Day < today && day.Day >= today - GrowthDays).GroupBy(day => day.Day)
            .Select(day => (double)day.Sum(part => part.Bytes)).ToList();
        var rule = options.Value.Rule.With(bot.Retention);
        return new StoredBot(
            bot.Id, bot.Name, instances, Parts(days), days.Sum(day => day.Bytes), growth.Count > 0 ? growth.Average() : null,
            days.Count > 0 ? Time(days.Min(day => day.Day)) : null, bot.Retention,
            new BotRetention(rule.MinuteDays, rule.HourDays, rule.ExecutionDays, rule.MaxBytes));
    }

    private static IReadOnlyList<StoredPart> Parts(IReadOnlyList<StoredDay> days) =>
        [.. Enum.GetValues<StoredKind>().Select(kind => days.Where(day => day.Kind == kind).ToList() is { Count: > 0 } some
            ? new StoredPart(Word(kind), some.Sum(day => day.Rows), some.Sum(day => day.Bytes), Time(some.Min(day => day.Day)))
            : new StoredPart(Word(kind), 0, 0, null))];

    private static StoredDay Day((InstanceId Instance, StoredKind Kind, long Day, long Rows, long Bytes) of) =>
        new(of.Kind, of.Day, of.Rows, of.Bytes);

    private static string Word(StoredKind kind) => kind.ToString().ToLowerInvariant();

    private static DateTimeOffset Time(long day) => DateTimeOffset.FromUnixTimeSeconds(day * 86_400);

    private static long Size(string file) => new FileInfo(file) is { Exists: true } found ? found.Length : 0;
}
