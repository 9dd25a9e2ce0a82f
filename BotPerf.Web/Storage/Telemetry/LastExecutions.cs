namespace BotPerf.Web.Storage.Telemetry;

/// <summary>
/// The newest executions of one command among those that were let go, whichever instance they ran in: a command that is
/// hardly ever used can still be looked at.
/// </summary>
internal sealed class LastExecutions
{
    public const int Most = 100;

    private readonly List<(int Instance, ExecutionColumns Columns, int Index)> _kept = [];

    public void Add(InstanceId instance, ExecutionColumns columns, int index)
    {
        _kept.Add((instance.Value, columns, index));
        if (_kept.Count >= 8 * Most)
            Cut();
    }

    public void Add(byte[] payload)
    {
        var (instances, columns) = Read(payload);
        for (var i = 0; i < columns.Count; i++)
            Add(instances[i], columns, i);
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
        writer.Varint((ulong)_kept.Count);
        foreach (var (instance, _, _) in _kept)
            writer.Varint((ulong)instance);
        writer.Bytes(segment);
        return writer.Written.ToArray();
    }

    /// <summary>The executions, oldest first, and where each ran.</summary>
    public static (IReadOnlyList<InstanceId> Instances, ExecutionColumns Columns) Read(byte[] payload)
    {
        var reader = new ByteReader(payload);
        var instances = new InstanceId[reader.Count(reader.Left)];
        for (var i = 0; i < instances.Length; i++)
            instances[i] = new InstanceId(reader.Count(int.MaxValue));
        var columns = SegmentCodec.Decode(reader.Take(reader.Left));
        return columns.Count == instances.Length
            ? (instances, columns)
            : throw new InvalidDataException("The last executions of a command are damaged.");
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
