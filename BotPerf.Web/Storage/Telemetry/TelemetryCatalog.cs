using BotPerf.Shared.Protocol;
using Microsoft.Data.Sqlite;

namespace BotPerf.Web.Storage.Telemetry;

/// <summary>
/// Instances, sessions and series of telemetry.db, in memory. Only the writer adds to it, inside its transactions, and
/// takes back what a failed transaction had added; everybody may read.
/// </summary>
internal sealed class TelemetryCatalog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(BotId, string), InstanceEntry> _instances = [];
    private readonly Dictionary<InstanceId, InstanceEntry> _instancesById = [];
    private readonly Dictionary<(InstanceId, string), SessionEntry> _sessions = [];
    private readonly Dictionary<int, SessionEntry> _sessionsById = [];
    private readonly Dictionary<BotId, BotSeries> _series = [];
    private readonly Dictionary<int, Series> _seriesById = [];
    private readonly HashSet<BotId> _gone = [];

    public IReadOnlyList<InstanceEntry> Instances()
    {
        lock (_gate)
            return [.. _instances.Values];
    }

    /// <summary>The series of a bot that belong to one metric.</summary>
    public IReadOnlyList<Series> SeriesOf(BotId bot, string metric)
    {
        lock (_gate)
            return _series.TryGetValue(bot, out var series) ? series.OfMetric(metric) : [];
    }

    /// <summary>All series of a bot.</summary>
    public IReadOnlyList<Series> SeriesOf(BotId bot)
    {
        lock (_gate)
            return _series.TryGetValue(bot, out var series) ? series.All : [];
    }

    public SessionEntry? FindSession(BotId bot, string instance, string session)
    {
        lock (_gate)
        {
            return _instances.TryGetValue((bot, instance), out var entry)
                ? _sessions.GetValueOrDefault((entry.Id, session))
                : null;
        }
    }

    /// <summary>The sessions of a bot's instances.</summary>
    public IReadOnlyList<SessionEntry> SessionsOf(BotId bot)
    {
        lock (_gate)
            return [.. _sessionsById.Values.Where(session => session.Instance.Bot == bot)];
    }

    public int CountInstances(BotId bot)
    {
        lock (_gate)
            return _instances.Keys.Count(key => key.Item1 == bot);
    }

    public SessionEntry SessionById(int id)
    {
        lock (_gate)
            return _sessionsById[id];
    }

    public InstanceEntry InstanceById(InstanceId id)
    {
        lock (_gate)
            return _instancesById[id];
    }

    public Series SeriesById(int id)
    {
        lock (_gate)
            return _seriesById[id];
    }

    /// <summary>Null when the catalog has no such instance yet.</summary>
    public InstanceEntry? FindInstance(BotId bot, string name)
    {
        lock (_gate)
            return _instances.GetValueOrDefault((bot, name));
    }

    public void Add(InstanceEntry instance)
    {
        lock (_gate)
        {
            _instances[(instance.Bot, instance.Name)] = instance;
            _instancesById[instance.Id] = instance;
        }
    }

    public void Add(SessionEntry session)
    {
        lock (_gate)
        {
            _sessions[(session.Instance.Id, session.Name)] = session;
            _sessionsById[session.Id] = session;
        }
    }

    public void Add(BotId bot, Series series, string labelsText)
    {
        lock (_gate)
        {
            Of(bot).Add(series, labelsText);
            _seriesById[series.Id] = series;
        }
    }

    public void Remove(InstanceEntry instance)
    {
        lock (_gate)
        {
            _instances.Remove((instance.Bot, instance.Name));
            _instancesById.Remove(instance.Id);
        }
    }

    public void Remove(SessionEntry session)
    {
        lock (_gate)
        {
            _sessions.Remove((session.Instance.Id, session.Name));
            _sessionsById.Remove(session.Id);
        }
    }

    /// <summary>Takes a session out that may be gone already, with its bot.</summary>
    public void ForgetSession(int id)
    {
        lock (_gate)
        {
            if (_sessionsById.Remove(id, out var session))
                _sessions.Remove((session.Instance.Id, session.Name));
        }
    }

    public void Remove(BotId bot, Series series, string labelsText)
    {
        lock (_gate)
        {
            Of(bot).Remove(series, labelsText);
            _seriesById.Remove(series.Id);
        }
    }

    /// <summary>The series of a spec; null when it is new.</summary>
    public Series? FindSeries(BotId bot, SeriesSpec spec)
    {
        lock (_gate)
            return _series.TryGetValue(bot, out var series) ? series.Find(spec.Name, spec.LabelsText) : null;
    }

    /// <summary>The kind that a bot's metric has for good; null when the metric is new.</summary>
    public SeriesKind? KindOf(BotId bot, string metric)
    {
        lock (_gate)
            return _series.TryGetValue(bot, out var series) ? series.KindOf(metric) : null;
    }

    /// <summary>Whether a bot may have one more series of a metric.</summary>
    public bool HasRoom(BotId bot, string metric)
    {
        lock (_gate)
            return !_series.TryGetValue(bot, out var series) || series.HasRoom(metric);
    }

    /// <summary>Whether a bot may have one more series that stands for those beyond the limit.</summary>
    public bool HasRoomForOther(BotId bot)
    {
        lock (_gate)
            return !_series.TryGetValue(bot, out var series) || series.HasRoomForOther;
    }

    /// <summary>
    /// Takes a bot's instances, sessions and series out; nothing of it is taken in again. What a reader may hold the
    /// number of right now can still be looked up.
    /// </summary>
    public IReadOnlyList<InstanceId> Forget(BotId bot)
    {
        lock (_gate)
        {
            _gone.Add(bot);
            _series.Remove(bot);
            var instances = _instances.Values.Where(instance => instance.Bot == bot).ToList();
            foreach (var instance in instances)
                _instances.Remove((bot, instance.Name));
            foreach (var session in _sessionsById.Values.Where(session => session.Instance.Bot == bot).ToList())
            {
                _sessions.Remove((session.Instance.Id, session.Name));
                _sessionsById.Remove(session.Id);
            }

            return [.. instances.Select(instance => instance.Id)];
        }
    }

    /// <summary>True for a bot that was deleted since the start.</summary>
    public bool IsGone(BotId bot)
    {
        lock (_gate)
            return _gone.Contains(bot);
    }

    public void Load(SqliteConnection connection)
    {
        foreach (var row in Rows(connection, "SELECT id, bot_id, name, last_seen, info, first_seen FROM instance"))
        {
            Add(new InstanceEntry(
                new InstanceId(row.GetInt32(0)), new BotId(row.GetInt32(1)), row.GetString(2), row.GetInt64(3))
            {
                FirstSeenUs = row.GetInt64(5),
                Info = row.IsDBNull(4) ? null : InstanceInfo.Parser.ParseFrom((byte[])row.GetValue(4)),
            });
        }

        foreach (var row in Rows(connection, "SELECT id, bot_id, kind, name, labels, unit FROM series"))
        {
            var labels = row.GetString(4);
            Add(new BotId(row.GetInt32(1)),
                new Series(row.GetInt32(0), (SeriesKind)row.GetInt32(2), row.GetString(3), SeriesSpec.ParseLabels(labels), row.GetString(5)),
                labels);
        }

        foreach (var row in Rows(connection, "SELECT id, instance_id, name, taken FROM session"))
        {
            Add(new SessionEntry(
                row.GetInt32(0), _instancesById[new InstanceId(row.GetInt32(1))], row.GetString(2),
                SeqSet.FromBytes((byte[])row.GetValue(3))));
        }

        foreach (var row in Rows(connection, "SELECT session_id, series_id FROM session_series ORDER BY session_id, number"))
        {
            var session = _sessionsById[row.GetInt32(0)];
            session.Series.Add(_seriesById[row.GetInt32(1)]);
            session.DurableSeries = session.Series.Count;
        }
    }

    private BotSeries Of(BotId bot)
    {
        if (!_series.TryGetValue(bot, out var series))
            _series.Add(bot, series = new BotSeries());
        return series;
    }

    private static IEnumerable<SqliteDataReader> Rows(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return reader;
    }
}
