namespace BotPerf.Web.Storage;

/// <summary>A store that has to take writes before the server calls itself ready. Register one a store.</summary>
internal sealed record ReadinessCheck(string Name, Func<CancellationToken, Task<bool>> TakesWritesAsync);
