using Microsoft.AspNetCore.SignalR;

namespace BotPerf.Web.Hosting;

/// <summary>
/// Logs the calls of hubs that failed by the server's fault. A <see cref="HubException"/> is an answer to a caller's wrong
/// call, and a program that calls wrongly all day long must not fill the log.
/// </summary>
internal sealed class HubFaults(ILogger<HubFaults> log) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (Exception fault) when (fault is not HubException && !HasLeft(fault, invocationContext.Context))
        {
            log.HubCallFailed(invocationContext.HubMethodName, fault);
            throw;
        }
    }

    private static bool HasLeft(Exception fault, HubCallerContext caller) =>
        fault is OperationCanceledException && caller.ConnectionAborted.IsCancellationRequested;
}
