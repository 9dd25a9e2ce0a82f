using BotPerf.Web.Storage;

namespace BotPerf.Web.Hosting;

/// <summary>Answers <c>/readyz</c>: every store takes writes, the disk has room for them, and no damaged file lies aside.</summary>
internal sealed class Readiness(IEnumerable<ReadinessCheck> checks, DiskSpace disk, DataFolder folder, ILogger<Readiness> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<IResult> AnswerAsync(CancellationToken cancellationToken)
    {
        var stores = new Dictionary<string, string>();
        var isReady = true;
        foreach (var check in checks)
        {
            var takes = await check.AnswersAsync(Patience, cancellationToken);
            stores[check.Name] = takes ? "takes writes" : "takes no writes";
            isReady &= takes;
            if (!takes)
                log.NotReady(check.Name);
        }

        var hasRoom = disk.FreeBytes >= disk.ReserveBytes;
        stores["disk"] = hasRoom ? "has room" : "is full but for its reserve";
        var damaged = folder.DamagedFiles();
        if (damaged.Count > 0)
            stores["damaged"] = damaged[^1];
        isReady &= hasRoom && damaged.Count == 0;
        return Results.Json(new { status = isReady ? "ready" : "not ready", stores },
            statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
