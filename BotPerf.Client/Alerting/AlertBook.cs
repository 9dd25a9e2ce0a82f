using BotPerf.Client.Recording;
using BotPerf.Shared.Protocol;

namespace BotPerf.Client.Alerting;

/// <summary>
/// The alerts the bot knows of, at most 100 of each origin: when there are more, resolved ones go first, then the oldest.
/// One is active for a kind and target, and none is raised again within the cooldown. A figure that is not measured any more
/// resolves its alert: nothing says that it still holds. Safe for all threads.
/// </summary>
internal sealed class AlertBook(TimeSpan cooldown, TimeProvider time)
{
    public const int Most = 100;

    /// <summary>Since its figure was last measured.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private const int MostRemembered = 1_000;

    private readonly Lock _gate = new();
    private readonly List<PerformanceAlert> _local = [];
    private readonly List<PerformanceAlert> _servers = [];
    private readonly Dictionary<(string Kind, string Target), long> _raised = [];
    private int _number;

    /// <summary>The newest first.</summary>
    public IReadOnlyList<PerformanceAlert> All
    {
        get
        {
            lock (_gate)
                return [.. _local.Concat(_servers).OrderByDescending(alert => alert.OpenedAt)];
        }
    }

    /// <summary>One of the bot's own is active.</summary>
    public bool AnyActive
    {
        get
        {
            lock (_gate)
                return _local.Exists(static alert => alert.IsActive);
        }
    }

    /// <summary>The bot's own that are active, acknowledged ones too: that somebody knows ends nothing.</summary>
    public int Active(AlertSeverity severity)
    {
        lock (_gate)
            return _local.Count(alert => alert.IsActive && alert.Severity == severity);
    }

    /// <returns>Alerts that were raised, became worse or were resolved; a worse figure of the same severity is only kept.</returns>
    public IReadOnlyList<PerformanceAlert> Take(IEnumerable<Observation> observations, DateTimeOffset at)
    {
        var changes = new List<PerformanceAlert>();
        lock (_gate)
        {
            foreach (var seen in observations)
            {
                var index = _local.FindIndex(alert => alert.IsActive && alert.Kind == seen.Kind && alert.Target == seen.Target);
                var changed = index >= 0 ? Change(index, seen, at) : seen.IsBreach ? Raise(seen, at) : null;
                if (changed is not null)
                    changes.Add(changed);
            }

            Expire(at, changes);
        }

        return changes;
    }

    public PerformanceAlert FromServer(AlertMessage message)
    {
        var alert = new PerformanceAlert(
            Texts.Label(message.Id), AlertOrigin.Server, Texts.Label(message.RuleName), Texts.Label(message.Target),
            SeverityOf(message.Severity),
            message.State switch
            {
                "acknowledged" => AlertState.Acknowledged,
                "resolved" or "cleared" => AlertState.Resolved,
                _ => AlertState.Open,
            },
            message.Value, message.Threshold, "", message.OpenedAt, message.ResolvedAt, message.AcknowledgedAt);
        lock (_gate)
        {
            _servers.RemoveAll(known => known.Id == alert.Id);
            if (message.State != "cleared")
                Add(_servers, alert);
        }

        return alert;
    }

    /// <returns>False: no active alert of the bot's own has that id.</returns>
    public bool Acknowledge(string? id)
    {
        lock (_gate)
        {
            var index = _local.FindIndex(alert => alert.Id == id && alert.IsActive);
            if (index < 0)
                return false;
            _local[index] = _local[index] with
            {
                State = AlertState.Acknowledged,
                AcknowledgedAt = _local[index].AcknowledgedAt ?? time.GetUtcNow(),
            };
            return true;
        }
    }

    /// <returns>How many went.</returns>
    public int Clear(TimeSpan olderThan)
    {
        var now = time.GetUtcNow();
        lock (_gate)
            return _local.RemoveAll(IsOld) + _servers.RemoveAll(IsOld);

        bool IsOld(PerformanceAlert alert) => now - alert.OpenedAt >= olderThan;
    }

    private PerformanceAlert? Change(int index, Observation seen, DateTimeOffset at)
    {
        var alert = _local[index];
        if (!seen.IsBreach)
            return Resolve(index, at);
        alert = _local[index] = alert with { MeasuredAt = time.GetTimestamp() };
        if (seen.Value <= alert.Value)
            return null;

        // What got worse has to be looked at again.
        var worse = seen.Severity > alert.Severity;
        _local[index] = alert with
        {
            Value = seen.Value,
            Severity = worse ? seen.Severity : alert.Severity,
            State = worse ? AlertState.Open : alert.State,
            AcknowledgedAt = worse ? null : alert.AcknowledgedAt,
        };
        return worse ? _local[index] : null;
    }

    private PerformanceAlert Resolve(int index, DateTimeOffset at) =>
        _local[index] = _local[index] with { State = AlertState.Resolved, ResolvedAt = at };

    private void Expire(DateTimeOffset at, List<PerformanceAlert> changes)
    {
        for (var i = 0; i < _local.Count; i++)
        {
            if (_local[i].IsActive && time.GetElapsedTime(_local[i].MeasuredAt) >= s_patience)
                changes.Add(Resolve(i, at));
        }
    }

    private PerformanceAlert? Raise(Observation seen, DateTimeOffset at)
    {
        if (_raised.TryGetValue((seen.Kind, seen.Target), out var before) && time.GetElapsedTime(before) < cooldown)
            return null;
        if (_raised.Count >= MostRemembered && !Forget())
            return null;

        _raised[(seen.Kind, seen.Target)] = time.GetTimestamp();
        var alert = new PerformanceAlert(
            $"local-{++_number}", AlertOrigin.Local, seen.Kind, seen.Target, seen.Severity, AlertState.Open, seen.Value,
            seen.Threshold, seen.Unit, at, null, null) { MeasuredAt = time.GetTimestamp() };
        Add(_local, alert);
        return alert;
    }

    /// <returns>False: all of them are within the cooldown, and so many alerts are enough.</returns>
    private bool Forget()
    {
        foreach (var (key, raised) in _raised.ToArray())
        {
            if (time.GetElapsedTime(raised) >= cooldown)
                _raised.Remove(key);
        }

        return _raised.Count < MostRemembered;
    }

    private static AlertSeverity SeverityOf(string? word) => word?.ToUpperInvariant() switch
    {
        "INFO" => AlertSeverity.Info,
        "HIGH" => AlertSeverity.High,
        "CRITICAL" => AlertSeverity.Critical,
        _ => AlertSeverity.Warning,
    };

    private static void Add(List<PerformanceAlert> alerts, PerformanceAlert alert)
    {
        if (alerts.Count >= Most)
            alerts.RemoveAt(Math.Max(alerts.FindIndex(known => !known.IsActive), 0));
        alerts.Add(alert);
    }
}
