using System.IO.Compression;

namespace BotPerf.Web.Storage.Telemetry;

/// <summary>
/// The bytes of a segment: executions column by column, so that like stands beside like, then compressed. About ten bytes
/// an execution; rows of a table cost fifty and more.
/// </summary>
internal static class SegmentCodec
{
    private const byte Format = 1;
    private const int HeaderBytes = 4;

    // Brotli at its best makes a hundredth of such columns: a larger claim is damage, and must not cost its memory.
    private const int LargestRatio = 4_096;

    // Measured on a minute of mixed commands: quality 1 gains nearly all of what 5 does, at a fifth of the time.
    private const int BrotliQuality = 1;
    private const int BrotliWindow = 18;

    public static byte[] Encode(ExecutionColumns columns, ByteWriter writer)
    {
        writer.Clear();
        writer.Byte(Format);
        writer.Varint((ulong)columns.Count);
        var seriesNumbers = WriteDictionary(writer, columns.Series);
        foreach (var series in columns.Series)
            writer.Varint((ulong)seriesNumbers[series]);
        var previous = 0L;
        foreach (var start in columns.StartUs)
        {
            writer.SignedVarint(start - previous);
            previous = start;
        }

        foreach (var duration in columns.DurationUs)
            writer.Varint(duration);
        WriteSparse(writer, columns.AckUs, ack => ack);
        WriteSparse(writer, columns.Error, error => (ulong)error);
        WritePlaces(writer, columns);
        WriteErrors(writer, columns);

        var compressed = new byte[BrotliEncoder.GetMaxCompressedLength(writer.Length)];
        if (!BrotliEncoder.TryCompress(writer.Written, compressed, out var size, BrotliQuality, BrotliWindow))
            throw new InvalidOperationException("A segment did not fit the buffer that its compressor asked for.");

        var framed = new byte[HeaderBytes + size];
        BitConverter.TryWriteBytes(framed, writer.Length);
        compressed.AsSpan(0, size).CopyTo(framed.AsSpan(HeaderBytes));
        return framed;
    }

    public static ExecutionColumns Decode(ReadOnlySpan<byte> payload)
    {
        var reader = new ByteReader(Decompress(payload));
        if (reader.Byte() != Format)
            throw new InvalidDataException("A segment has an unknown format.");

        var count = reader.Count(reader.Left);
        var dictionary = new int[reader.Count(reader.Left)];
        for (var i = 0; i < dictionary.Length; i++)
            dictionary[i] = reader.Count(int.MaxValue);

        var series = new int[count];
        for (var i = 0; i < count; i++)
            series[i] = dictionary[reader.Count(dictionary.Length - 1)];
        var starts = new long[count];
        var previous = 0L;
        for (var i = 0; i < count; i++)
            starts[i] = previous += reader.SignedVarint();
        var durations = new ulong[count];
        for (var i = 0; i < count; i++)
            durations[i] = reader.Varint();
        var acks = ReadSparse(ref reader, count);
        var errors = ReadSparse(ref reader, count);
        var places = ReadPlaces(ref reader, count, out var texts);

        var columns = new ExecutionColumns();
        ReadErrors(ref reader, columns);
        foreach (var text in texts)
            columns.AddText(text);
        for (var i = 0; i < count; i++)
        {
            if (errors[i] > (ulong)columns.Errors.Count)
                throw Damaged();
            columns.Add(series[i], starts[i], durations[i], acks[i], (int)errors[i], places[i]);
        }

        return columns;
    }

    private static byte[] Decompress(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < HeaderBytes)
            throw Damaged();

        var size = BitConverter.ToInt32(payload);
        if (size < 0 || size / LargestRatio > payload.Length)
            throw Damaged();

        var bytes = new byte[size];
        return BrotliDecoder.TryDecompress(payload[HeaderBytes..], bytes, out var written) && written == size
            ? bytes
            : throw Damaged();
    }

    private static InvalidDataException Damaged() => new("A segment is damaged.");

    private static Dictionary<int, int> WriteDictionary(ByteWriter writer, List<int> series)
    {
        var numbers = new Dictionary<int, int>();
        foreach (var id in series)
            numbers.TryAdd(id, numbers.Count);
        writer.Varint((ulong)numbers.Count);
        foreach (var id in numbers.Keys)
            writer.Varint((ulong)id);
        return numbers;
    }

    // Most executions have no error, and those of prefix commands no acknowledgement: an absent column costs one byte.
    private static void WriteSparse<T>(ByteWriter writer, List<T> values, Func<T, ulong> convert)
    {
        if (values.TrueForAll(value => convert(value) == 0))
        {
            writer.Byte(0);
            return;
        }

        writer.Byte(1);
        foreach (var value in values)
            writer.Varint(convert(value));
    }

    private static ulong[] ReadSparse(ref ByteReader reader, int count)
    {
        var values = new ulong[count];
        if (reader.Byte() == 0)
            return values;

        for (var i = 0; i < count; i++)
            values[i] = reader.Varint();
        return values;
    }

    private static void WritePlaces(ByteWriter writer, ExecutionColumns columns)
    {
        writer.Varint((ulong)columns.Texts.Count);
        foreach (var text in columns.Texts)
            writer.Text(text);
        if (columns.Texts.Count == 0)
            return;

        for (var i = 0; i < columns.Count; i++)
        {
            var (guild, channel, user) = i < columns.Places.Count ? columns.Places[i] : default;
            writer.Varint((ulong)guild);
            writer.Varint((ulong)channel);
            writer.Varint((ulong)user);
        }
    }

    private static (int, int, int)[] ReadPlaces(ref ByteReader reader, int count, out string[] texts)
    {
        texts = new string[reader.Count(reader.Left)];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = reader.Text();
        var places = new (int, int, int)[count];
        if (texts.Length == 0)
            return places;

        for (var i = 0; i < count; i++)
            places[i] = (reader.Count(texts.Length), reader.Count(texts.Length), reader.Count(texts.Length));
        return places;
    }

    private static void WriteErrors(ByteWriter writer, ExecutionColumns columns)
    {
        writer.Varint((ulong)columns.Errors.Count);
        for (var i = 0; i < columns.Errors.Count; i++)
        {
            var error = columns.Errors[i];
            writer.Varint((ulong)error.SeriesId);
            writer.Text(error.Type);
            writer.Text(error.Message);
            writer.Text(error.Stack);
            writer.Varint((ulong)columns.ErrorCounts[i]);
        }
    }

    private static void ReadErrors(ref ByteReader reader, ExecutionColumns columns)
    {
        var count = reader.Count(reader.Left);
        for (var i = 0; i < count; i++)
        {
            var key = new ErrorKey(reader.Count(int.MaxValue), reader.Text(), reader.Text(), reader.Text());
            columns.AddError(key, (long)reader.Varint());
        }
    }
}
