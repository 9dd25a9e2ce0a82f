namespace BotPerf.Client;

/// <summary>For tasks that nobody may be waiting for any more when they fail.</summary>
internal static class AbandonedTask
{
    /// <summary>The bot does not hear of its failure as an unobserved exception; who waits for it still gets it.</summary>
    public static T Observed<T>(this T task) where T : Task
    {
        _ = task.ContinueWith(
            static failed => _ = failed.Exception, CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;
    }
}
