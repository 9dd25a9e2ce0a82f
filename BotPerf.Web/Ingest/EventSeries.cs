using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Ingest;

/// <summary>The series of a batch's events, and the kind that each metric has so far.</summary>
/// <param name="kindOf">The kind a metric has in the database, null when it is new.</param>
internal sealed class EventSeries(Func<string, SeriesKind?> kindOf)
{
    private readonly Dictionary<string, SeriesKind> _kinds = [];
    private readonly Dictionary<string, SeriesKind> _kindsOfEvent = [];

    /// <summary>The next event.</summary>
    public void Begin() => _kindsOfEvent.Clear();

    /// <summary>The event is right: what it made of new metrics holds for the events after it.</summary>
    public void Keep()
    {
        foreach (var (metric, kind) in _kindsOfEvent)
            _kinds[metric] = kind;
    }

    // A name has one kind for good: an event that uses it as another is wrong, and must not spoil its batch.
    public SeriesSpec Spec(EventFields fields, SeriesKind kind, string metric, string unit, params ReadOnlySpan<Label> labels)
    {
        var spec = SeriesSpec.Create(kind, metric, unit, labels);
        if (!_kinds.TryGetValue(metric, out var known))
            known = kindOf(metric) ?? kind;
        if (known != kind)
            fields.Refuse(RejectionCode.FieldInvalid, $"{metric} is a {known.ToString().ToLowerInvariant()} and cannot be used as a {kind.ToString().ToLowerInvariant()}.");
        _kindsOfEvent[metric] = known;
        return spec;
    }
}
