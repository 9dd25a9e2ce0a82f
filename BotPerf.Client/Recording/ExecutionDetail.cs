namespace BotPerf.Client.Recording;

/// <summary>One execution, as it waits for the next frame. Times are timestamps of the monotonic clock.</summary>
internal struct ExecutionDetail
{
    /// <summary>Number of the command's duration series.</summary>
    public int Series;
    public long Started;
    public long Duration;

    /// <summary>Time to acknowledgement, -1 when there was none.</summary>
    public long Acknowledged;

    /// <summary>Null for what succeeded and came from nowhere special: the usual case writes no reference.</summary>
    public ExecutionExtra? Extra;

    public readonly CommandError? Error => Extra?.Error;
    public readonly Origin? Origin => Extra?.Origin;
}

internal sealed record ExecutionExtra(CommandError? Error, Origin? Origin)
{
    private static readonly ExecutionExtra s_unspecified = new(CommandError.Unspecified, null);

    public static ExecutionExtra? Of(CommandError? error, Origin? origin)
    {
        if (origin is null && ReferenceEquals(error, CommandError.Unspecified))
            return s_unspecified;
        return error is null && origin is null ? null : new ExecutionExtra(error, origin);
    }
}

/// <summary>Where a command came from; only made when the bot opted in.</summary>
internal sealed record Origin(string? Guild, string? Channel, string? User);
