namespace BotPerf.Web.Storage.Telemetry;

/// <summary>Where an execution was before it was let go: a list that is gone through page by page finds it there again.</summary>
/// <param name="Ordinal">Which of its instance's in that minute.</param>
internal readonly record struct LastPlace(InstanceId Instance, long Minute, int Ordinal);

/// <summary>
/// The newest executions of one command among those that were let go, whichever instance they ran in: a command that is
/// hardly ever used can still be looked at.
/// </summary>
internal sealed class LastExecutions
{
    public const int Most = 100;

    // What was written before places were kept begins with its count, which is never 0.
    private const ulong WithPlaces = 0;

    private readonly List<(LastPlace Place, ExecutionColumns Columns, int Index)> _kept = [];

    public void Add(LastPlace place, ExecutionColumns columns, int index)
    {
        _kept.Add((place, columns, index));
        if (_kept.Count >= 8 * Most)
            Cut();
    }

    public void Add(byte[] payload)
    {
        var (places, columns) = Read(payload);
        for (var i = 0; i < columns.Count; i++)
            Add(places[i], columns, i);
    }

    /// <summary>Oldest first.</summary>
    public byte[] ToBytes(ByteWriter writer)
    {
        Cut();
        var columns = new ExecutionColumns();
        foreach (var (_, from, i) in _kept)
            Copy(from, i, columns);
        var segment = SegmentCodec.Encode(columns, writer);

        writer.Clear();
        writer.Varint(WithPlaces);
        writer.Varint((ulong)_kept.Count);
        foreach (var (place, _, _) in _kept)
        {
            writer.Varint((ulong)place.Instance.Value);
            writer.Varint((ulong)place.Minute);
            writer.Varint((ulong)place.Ordinal);
        }

        writer.Bytes(segment);
        return writer.Written.ToArray();
    }

    /// <summary>The executions, oldest first, and where each was.</summary>
    public static (IReadOnlyList<LastPlace> Places, ExecutionColumns Columns) Read(byte[] payload)
    {
        var reader = new ByteReader(payload);
        var count = reader.Count(reader.Left);
        var hasPlaces = count == (int)WithPlaces;
        var places = new LastPlace[hasPlaces ? reader.Count(reader.Left) : count];
        for (var i = 0; i < places.Length; i++)
        {
            var instance = new InstanceId(reader.Count(int.MaxValue));
            places[i] = hasPlaces
                ? new LastPlace(instance, reader.Count(int.MaxValue), reader.Count(int.MaxValue))
                : new LastPlace(instance, 0, i);
        }

        var columns = SegmentCodec.Decode(reader.Take(reader.Left));
        if (columns.Count != places.Length)
            throw new InvalidDataException("The last executions of a command are damaged.");

        // Of those that have no place it was the minute in which they ended, or the next.
        for (var i = 0; i < places.Length && !hasPlaces; i++)
            places[i] = places[i] with { Minute = (columns.StartUs[i] + (long)columns.DurationUs[i]) / 60_000_000 };
        return (places, columns);
    }

    private void Cut()
    {
        _kept.Sort((a, b) => a.Columns.StartUs[a.Index].CompareTo(b.Columns.StartUs[b.Index]));
        if (_kept.Count > Most)
            _kept.RemoveRange(0, _kept.Count - Most);
    }

    private static void Copy(ExecutionColumns from, int i, ExecutionColumns to)
    {
        var error = from.Error[i] == 0 ? 0 : to.AddError(from.Errors[from.Error[i] - 1], 1);
        var (guild, channel, user) = i < from.Places.Count ? from.Places[i] : default;
        to.Add(from.Series[i], from.StartUs[i], from.DurationUs[i], from.AckUs[i], error, (Text(guild), Text(channel), Text(user)));

        int Text(int number) => number == 0 ? 0 : to.AddText(from.Texts[number - 1]);
    }
}
