namespace BotPerf.Client.Recording;

/// <summary>One execution, as it waits for the next frame. Times are timestamps of the monotonic clock.</summary>
internal struct ExecutionDetail
{
    public HistogramSeries Series;
    public long Started;
    public long Duration;

    /// <summary>Time to acknowledgement, -1 when there was none.</summary>
    public long Acknowledged;
    public CommandError? Error;
    public Origin? Origin;
}

/// <summary>Where a command came from; only made when the bot opted in.</summary>
internal sealed record Origin(string? Guild, string? Channel, string? User);
