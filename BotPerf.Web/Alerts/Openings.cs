namespace BotPerf.Web.Alerts;

/// <summary>Tells an alert that has just opened, or opened again, from one that has only changed. For one reader.</summary>
internal sealed class Openings
{
    // Far more than are open at once; the oldest are forgotten, and were opened long ago.
    private const int MostKept = 20_000;

    private readonly Dictionary<int, DateTimeOffset> _openedAt = [];

    /// <summary>What was open when the server started is no news.</summary>
    public void Know(IEnumerable<Alert> alerts)
    {
        foreach (var alert in alerts)
            IsNew(alert);
    }

    /// <summary>True once for each time that it opens. What a person makes undone has not opened.</summary>
    public bool IsNew(Alert alert)
    {
        if (!alert.IsActive || alert.OpenedAt is not { } opened || (_openedAt.TryGetValue(alert.Id, out var known) && opened <= known))
            return false;

        if (_openedAt.Count >= MostKept)
        {
            foreach (var id in _openedAt.Keys.Order().Take(MostKept / 2).ToList())
                _openedAt.Remove(id);
        }

        _openedAt[alert.Id] = opened;
        return true;
    }
}
