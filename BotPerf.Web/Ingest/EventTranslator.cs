using System.Text.Json;
using BotPerf.Shared.Protocol;

namespace BotPerf.Web.Ingest;

/// <summary>What a batch was made into.</summary>
/// <param name="Frames">One for each second of the events, oldest first.</param>
/// <param name="Accepted">Events that are in the frames.</param>
/// <param name="Rejected">The others, each with the rule it broke.</param>
internal sealed record EventTranslation(IReadOnlyList<Frame> Frames, int Accepted, IReadOnlyList<Rejection> Rejected);

/// <summary>Turns a JSON batch into frames. A wrong event costs itself and no other. Pure.</summary>
internal sealed class EventTranslator
{
    private const long MicrosPerSecond = 1_000_000;

    private static readonly Fault NotUnicode = new(RejectionCode.FieldInvalid, "A text of the event is not valid Unicode.");

    private readonly SortedDictionary<long, FrameDraft> _drafts = [];
    private readonly EventSeries _series;
    private readonly EventReader _reader;

    private EventTranslator(Func<string, SeriesKind?> kindOf)
    {
        _series = new EventSeries(kindOf);
        _reader = new EventReader(_series);
    }

    /// <param name="batch">What to translate.</param>
    /// <param name="receivedUs">The time of events that have none, Unix microseconds.</param>
    /// <param name="oldestUs">Older events are rejected.</param>
    /// <param name="newestUs">Later events are rejected.</param>
    /// <param name="kindOf">The kind a metric has in the database, null when it is new.</param>
    public static EventTranslation Translate(
        EventBatch batch, long receivedUs, long oldestUs, long newestUs, Func<string, SeriesKind?> kindOf)
    {
        var translator = new EventTranslator(kindOf);
        var rejected = new List<Rejection>();
        for (var i = 0; i < batch.Events.Count; i++)
        {
            if (translator.TakeOrRefuse(batch.Events[i], receivedUs, oldestUs, newestUs) is { } fault)
                rejected.Add(new Rejection(i, fault.Code, fault.Message));
        }

        var frames = translator._drafts.Values.Select((draft, number) => draft.Build(number == 0 ? batch.Info : null)).ToList();
        return new EventTranslation(frames, batch.Events.Count - rejected.Count, rejected);
    }

    private Fault? TakeOrRefuse(JsonElement json, long receivedUs, long oldestUs, long newestUs)
    {
        try
        {
            return Take(json, receivedUs, oldestUs, newestUs);
        }
        catch (InvalidOperationException)
        {
            // How JsonElement says that a text's bytes are not UTF-8, or that an escape is half a surrogate pair.
            return NotUnicode;
        }
    }

    private Fault? Take(JsonElement json, long receivedUs, long oldestUs, long newestUs)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return new Fault(RejectionCode.FieldInvalid, "An event must be a JSON object.");

        _series.Begin();
        var fields = new EventFields(json);
        var at = fields.At(receivedUs, oldestUs, newestUs);
        var apply = _reader.Read(fields, at);
        if (fields.Fault is { } fault)
            return fault;

        // Only now, when everything about the event is known to be right, does anything change.
        var second = at / MicrosPerSecond;
        if (!_drafts.TryGetValue(second, out var draft))
            _drafts.Add(second, draft = new FrameDraft());
        _series.Keep();
        draft.Saw(at);
        apply(draft);
        return null;
    }
}
