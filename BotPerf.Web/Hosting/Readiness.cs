using BotPerf.Web.Storage;

namespace BotPerf.Web.Hosting;

/// <summary>Answers <c>/readyz</c>: every store takes writes.</summary>
internal sealed class Readiness(IEnumerable<ReadinessCheck> checks, ILogger<Readiness> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<IResult> AnswerAsync(CancellationToken cancellationToken)
    {
        var stores = new Dictionary<string, string>();
        var isReady = true;
        foreach (var check in checks)
        {
            var takes = await TakesWritesAsync(check, cancellationToken);
            stores[check.Name] = takes ? "takes writes" : "takes no writes";
            isReady &= takes;
            if (!takes)
                log.NotReady(check.Name);
        }

        return Results.Json(new { status = isReady ? "ready" : "not ready", stores },
            statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<bool> TakesWritesAsync(ReadinessCheck check, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await check.TakesWritesAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
