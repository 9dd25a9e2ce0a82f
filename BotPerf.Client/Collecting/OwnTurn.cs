namespace BotPerf.Client.Collecting;

/// <summary>Runs the bot's own code on a thread of the pool, and not again before it has come back.</summary>
internal sealed class OwnTurn
{
    private Task _running = Task.CompletedTask;

    /// <returns>False: it still runs since its last turn.</returns>
    public bool TryRun(Action work)
    {
        if (!_running.IsCompleted)
            return false;
        _running = Task.Run(work);
        return true;
    }
}
