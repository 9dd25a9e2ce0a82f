using BotPerf.Shared.Protocol;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;
using Google.Protobuf;

namespace BotPerf.Web.Ingest;

/// <summary>A frame on its way to the journal: the parsed frame and the bytes that are kept.</summary>
internal readonly record struct FramePart(Frame Frame, byte[] Payload)
{
    private const long MicrosPerMinute = 60_000_000;

    public long Minute => (Frame.EndUs - 1) / MicrosPerMinute;
}

/// <summary>
/// Writes one frame, or the parts a batch was made into, to the journal: with the instance, the session and the series
/// that are new with it. After the commit the frame goes to the live store, and only then is it acknowledged.
/// </summary>
internal sealed class FrameAppend(
    TelemetryCatalog catalog, LiveStore live, Sender sender, ulong seq, IReadOnlyList<FramePart> parts, long receivedUs)
    : WriteWork
{
    // Beyond its series' limit a session's labels share series, but each still has a number.
    private const int MostNumbers = 2 * WireLimits.MaxSeriesPerInstance;
    private const int MostInstances = 10_000;

    private readonly List<Action> _takeBack = [];
    private readonly SeriesAdmission _series = new(catalog, sender.Bot);
    private readonly List<LiveFrame> _frames = [];
    private SessionEntry? _session;

    /// <summary>The (session, seq) was durable before.</summary>
    public bool Duplicate { get; private set; }

    /// <summary>What is wrong with the frame in the light of its session; nothing of it was written.</summary>
    public Fault? Refusal { get; private set; }

    public override long Size => parts.Sum(part => (long)part.Payload.Length);

    public override void Execute(TelemetryStatements statements)
    {
        _frames.Clear();
        if (catalog.IsGone(sender.Bot))
        {
            Refusal = new Fault(RejectionCode.FieldInvalid, "The bot of this ingest key was deleted.");
            return;
        }

        if (FindOrAddInstance(statements) is not { } instance)
        {
            Refusal = new Fault(RejectionCode.SeriesLimit, $"instance: a bot has at most {MostInstances} of them; is a name made anew at each start?");
            return;
        }

        if (sender.Session is { } name && seq > 0)
        {
            _session = FindOrAddSession(statements, instance, name);
            if (seq <= _session.Taken.ClosedUpTo)
            {
                Refusal = new Fault(RejectionCode.TimeOutOfRange, $"seq {seq} is older than the gaps that are remembered of this session.");
                return;
            }

            if (_session.Taken.Contains(seq))
            {
                Duplicate = true;
                return;
            }
        }

        foreach (var part in parts)
        {
            IReadOnlyList<Series> series = part.Frame.SelfContained ? Resolve(statements, part.Frame) : Define(statements, part.Frame);
            var losses = Losses(statements, part.Frame);
            Refusal ??= _series.Refusal ?? FrameReferences.Check(part.Frame, series);
            if (Refusal is not null)
                return;

            _frames.Add(new LiveFrame(instance, _session, part.Frame, series, losses, part.Minute, receivedUs));
        }

        Write(statements, instance);
        if (!Duplicate)
            UpdateInfo(statements, instance);
    }

    public override void Committed()
    {
        if (Duplicate || Refusal is not null)
            return;

        if (_session is not null)
        {
            _session.Taken.Add(seq);
            _session.DurableSeries = _session.Series.Count;
        }

        foreach (var frame in _frames)
        {
            live.Apply(frame);
            foreach (var mark in frame.Frame.Lifecycle)
                live.Of(frame.Instance).Remember(LifecycleDetail.ToMark(frame.Instance.Name, mark));
        }
    }

    public override void RolledBack()
    {
        for (var i = _takeBack.Count - 1; i >= 0; i--)
            _takeBack[i]();
        _takeBack.Clear();
        _series.TakeBack();
        _frames.Clear();
        Duplicate = false;
        Refusal = null;
    }

    private void Write(TelemetryStatements statements, InstanceEntry instance)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            var written = statements.InsertJournal(
                instance.Id.Value, part.Minute, _session?.Id, seq, i, receivedUs, part.Payload);
            if (!written)
            {
                Duplicate = true;
                return;
            }

            foreach (var mark in part.Frame.Lifecycle)
                statements.InsertLifecycle(instance.Id.Value, mark.AtUs, mark.Event, LifecycleDetail.Format(mark.Event, mark.Detail));
        }
    }

    // What is told of the process is written when it is new; most frames tell nothing.
    private void UpdateInfo(TelemetryStatements statements, InstanceEntry instance)
    {
        var info = parts.Select(part => part.Frame.Info).FirstOrDefault(told => told is not null) ?? sender.Info;
        if (info is null || info.Equals(instance.Info))
            return;

        var before = instance.Info;
        instance.Info = info;
        _takeBack.Add(() => instance.Info = before);
        statements.TouchInstance(instance.Id.Value, receivedUs, info.ToByteArray());
    }

    private InstanceEntry? FindOrAddInstance(TelemetryStatements statements)
    {
        if (catalog.FindInstance(sender.Bot, sender.Instance) is { } known)
            return known;
        if (catalog.CountInstances(sender.Bot) >= MostInstances)
            return null;

        var id = statements.InsertInstance(sender.Bot.Value, sender.Instance, receivedUs, null);
        var instance = new InstanceEntry(new InstanceId(id), sender.Bot, sender.Instance, receivedUs);
        catalog.Add(instance);
        _takeBack.Add(() => catalog.Remove(instance));
        return instance;
    }

    private SessionEntry FindOrAddSession(TelemetryStatements statements, InstanceEntry instance, string name)
    {
        if (catalog.FindSession(sender.Bot, sender.Instance, name) is { } known)
            return known;

        var session = new SessionEntry(statements.InsertSession(instance.Id.Value, name), instance, name, new SeqSet());
        catalog.Add(session);
        _takeBack.Add(() => catalog.Remove(session));
        return session;
    }

    // The session's numbers grow by what the frame defines beyond them; what it repeats is passed over.
    private List<Series> Define(TelemetryStatements statements, Frame frame)
    {
        if (_session is null)
        {
            Refusal = new Fault(RejectionCode.FieldMissing, "session and seq: a frame without them must be self_contained.");
            return [];
        }

        var series = _session.Series;
        if (frame.FirstSeries > series.Count)
        {
            Refusal = new Fault(RejectionCode.FieldInvalid,
                $"first_series is {frame.FirstSeries}, but only {series.Count} {HubContract.SeriesUndefined}; send the definitions from there on.");
            return series;
        }

        if (frame.FirstSeries + frame.Series.Count > MostNumbers)
        {
            Refusal = new Fault(RejectionCode.SeriesLimit, $"series: a session defines at most {MostNumbers}.");
            return series;
        }

        for (var i = series.Count - (int)frame.FirstSeries; i < frame.Series.Count; i++)
        {
            var number = series.Count;
            var added = _series.FindOrAdd(statements, SeriesResolution.SpecOf(frame.Series[i]));
            if (_series.Refusal is not null)
                break;
            statements.InsertSessionSeries(_session.Id, number, added.Id);
            series.Add(added);
            _takeBack.Add(() => series.RemoveAt(number));
        }

        return series;
    }

    private Series[] Resolve(TelemetryStatements statements, Frame frame)
    {
        var series = new Series[frame.Series.Count];
        for (var i = 0; i < series.Length; i++)
            series[i] = _series.FindOrAdd(statements, SeriesResolution.SpecOf(frame.Series[i]));
        return series;
    }

    private List<(Series, double)> Losses(TelemetryStatements statements, Frame frame)
    {
        var losses = new List<(Series, double)>(frame.Losses.Count);
        foreach (var loss in frame.Losses)
            losses.Add((_series.FindOrAdd(statements, SeriesResolution.LossOf(loss)), loss.Count));
        return losses;
    }
}
