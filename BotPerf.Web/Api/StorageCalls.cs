using System.Security.Claims;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Rollups;

namespace BotPerf.Web.Api;

/// <summary>How much is stored.</summary>
/// <param name="TelemetryBytes">telemetry.db, without its write-ahead log.</param>
/// <param name="WalBytes">The write-ahead log of telemetry.db.</param>
/// <param name="AppBytes">botperf.db with its write-ahead log.</param>
/// <param name="FreeBytes">Free on the disk of the data folder.</param>
/// <param name="Waiting">Frames that wait to be written.</param>
/// <param name="WriteDelayP50Ms">From handed in to durable, last five to ten minutes, milliseconds; null when nothing was written.</param>
/// <param name="WriteDelayP99Ms">See writeDelayP50Ms.</param>
/// <param name="Parts">By what is stored.</param>
/// <param name="Bots">By bot, the largest first.</param>
internal sealed record StorageShape(
    long TelemetryBytes, long WalBytes, long AppBytes, long FreeBytes, int Waiting, double? WriteDelayP50Ms,
    double? WriteDelayP99Ms, IReadOnlyList<StoredPartShape> Parts, IReadOnlyList<StoredBotShape> Bots);

/// <summary>What is stored of one kind.</summary>
/// <param name="Kind">minutes, hours, days or executions.</param>
/// <param name="Rows">How many.</param>
/// <param name="Bytes">What they take, compressed.</param>
/// <param name="Oldest">The first day of which there is something; null when there is nothing.</param>
internal sealed record StoredPartShape(string Kind, long Rows, long Bytes, DateTimeOffset? Oldest);

/// <summary>What a bot has stored.</summary>
/// <param name="Id">Which.</param>
/// <param name="Name">Its name.</param>
/// <param name="Instances">How many are known.</param>
/// <param name="Bytes">Altogether.</param>
/// <param name="BytesPerDay">On the average of the last seven full days that have data; null before the first is full.</param>
/// <param name="Parts">By what is stored.</param>
internal sealed record StoredBotShape(
    int Id, string Name, int Instances, long Bytes, double? BytesPerDay, IReadOnlyList<StoredPartShape> Parts);

/// <summary>How long is kept what a bot sends; in a request the whole state, what is left out follows the server's rule.</summary>
/// <param name="MinuteDays">Days of roll-ups by the minute, 1 to 3,660.</param>
/// <param name="HourDays">Days of roll-ups by the hour, 31 to 3,660; days are kept for ever.</param>
/// <param name="ExecutionDays">Days of single executions and errors, 1 to 3,660; the last hundred of each command are always kept.</param>
/// <param name="MaxBytes">What all of it may take, from 10,485,760; the oldest goes first. Null: no limit of its own.</param>
internal sealed record RetentionShape(int? MinuteDays, int? HourDays, int? ExecutionDays, long? MaxBytes);

internal static class StorageCalls
{
    public static void MapStorage(this RouteGroupBuilder api)
    {
        api.MapGet("/storage", async (StorageQueries storage, CancellationToken cancellationToken) =>
                Shape(await storage.ReportAsync(cancellationToken)))
            .WithTags("Storage").WithSummary("How much is stored, of what and of whom");
        var bot = api.MapGroup("/bots/{id}/retention").WithTags("Storage");
        bot.MapGet("", (string id, BotRegistry bots) => Shape(BotPath.Find(bots, id).Retention))
            .WithSummary("How long is kept what the bot sends; null where the server's rule holds");
        bot.MapPut("", SetAsync).RequireAuthorization(Policies.ApiAdmin).Accepts<RetentionShape>("application/json")
            .Produces<RetentionShape>().WithSummary("Sets it; the next run of retention goes by it");
    }

    private static async Task<IResult> SetAsync(
        string id, HttpRequest request, BotRegistry bots, BotRetentionStore store, ClaimsPrincipal user,
        CancellationToken cancellationToken)
    {
        var bot = BotPath.Find(bots, id);
        var wanted = await ApiBody.ReadAsync<RetentionShape>(request, cancellationToken);
        try
        {
            return Results.Ok(Shape(await store.SetAsync(
                bot.Id, new BotRetention(wanted.MinuteDays, wanted.HourDays, wanted.ExecutionDays, wanted.MaxBytes),
                user.Identity?.Name ?? "", cancellationToken)));
        }
        catch (BotRefusedException refused)
        {
            throw refused.FieldName is { } field ? Refused.Wrong(field, refused.Message) : Refused.Conflict(refused.Message);
        }
    }

    private static RetentionShape Shape(BotRetention of) => new(of.MinuteDays, of.HourDays, of.ExecutionDays, of.MaxBytes);

    private static StorageShape Shape(StorageReport of) => new(
        of.TelemetryBytes, of.WalBytes, of.AppBytes, of.FreeBytes, of.Waiting, of.DelayP50?.TotalMilliseconds,
        of.DelayP99?.TotalMilliseconds, [.. of.Parts.Select(Shape)],
        [.. of.Bots.Select(bot => new StoredBotShape(
            bot.Id.Value, bot.Name, bot.Instances, bot.Bytes, bot.BytesPerDay, [.. bot.Parts.Select(Shape)]))]);

    private static StoredPartShape Shape(StoredPart of) => new(of.Kind, of.Rows, of.Bytes, of.Oldest);
}
