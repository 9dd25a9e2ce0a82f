using System.Buffers.Binary;

namespace BotPerf.Web.Storage.Telemetry;

/// <summary>
/// Which frames of a session were taken, as ranges: almost always one. A client that drops frames leaves gaps; when there
/// are more than <see cref="MaxRanges"/>, the oldest gap is closed, and a frame that arrives for it after all is refused
/// as too old rather than counted twice.
/// </summary>
internal sealed class SeqSet
{
    public const int MaxRanges = 1_000;

    private readonly List<(ulong From, ulong To)> _ranges = [];

    /// <summary>The highest seq taken, 0 when none was. May be read while the writer adds.</summary>
    public ulong Highest { get; private set; }

    public int Ranges => _ranges.Count;

    /// <summary>Seqs up to this one are no longer told apart: those never taken were given up.</summary>
    public ulong ClosedUpTo { get; private set; }

    public bool Contains(ulong seq)
    {
        var index = Search(seq);
        return index >= 0;
    }

    public void Add(ulong seq)
    {
        var index = Search(seq);
        if (index >= 0)
            return;

        Highest = Math.Max(Highest, seq);
        index = ~index;
        var joinsBefore = index > 0 && _ranges[index - 1].To + 1 == seq;
        var joinsAfter = index < _ranges.Count && _ranges[index].From == seq + 1;
        if (joinsBefore && joinsAfter)
        {
            _ranges[index - 1] = (_ranges[index - 1].From, _ranges[index].To);
            _ranges.RemoveAt(index);
        }
        else if (joinsBefore)
        {
            _ranges[index - 1] = (_ranges[index - 1].From, seq);
        }
        else if (joinsAfter)
        {
            _ranges[index] = (seq, _ranges[index].To);
        }
        else
        {
            _ranges.Insert(index, (seq, seq));
            CloseOldestGap();
        }
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[8 + _ranges.Count * 16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, ClosedUpTo);
        for (var i = 0; i < _ranges.Count; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8 + i * 16), _ranges[i].From);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16 + i * 16), _ranges[i].To);
        }

        return bytes;
    }

    public static SeqSet FromBytes(ReadOnlySpan<byte> bytes)
    {
        var set = new SeqSet { ClosedUpTo = BinaryPrimitives.ReadUInt64LittleEndian(bytes) };
        for (var rest = bytes[8..]; rest.Length >= 16; rest = rest[16..])
        {
            set._ranges.Add((
                BinaryPrimitives.ReadUInt64LittleEndian(rest),
                BinaryPrimitives.ReadUInt64LittleEndian(rest[8..])));
        }

        set.Highest = set._ranges.Count == 0 ? 0 : set._ranges[^1].To;
        return set;
    }

    private void CloseOldestGap()
    {
        if (_ranges.Count <= MaxRanges)
            return;

        ClosedUpTo = _ranges[1].From - 1;
        _ranges[0] = (_ranges[0].From, _ranges[1].To);
        _ranges.RemoveAt(1);
    }

    private int Search(ulong seq)
    {
        int low = 0, high = _ranges.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (seq < _ranges[middle].From)
                high = middle - 1;
            else if (seq > _ranges[middle].To)
                low = middle + 1;
            else
                return middle;
        }

        return ~low;
    }
}
