using System.IO.Compression;
using BotPerf.Web.Storage.Telemetry;
using Xunit.Abstractions;

namespace BotPerf.Tests.Storage.Telemetry;

public sealed class SegmentCodecTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(1_000, false)]
    [InlineData(1_000, true)]
    public void Encode_Executions_AreDecodedAsTheyWere(int executions, bool withPlaces)
    {
        var columns = Minute(new Random(3), executions, withPlaces);

        AssertSame(columns, SegmentCodec.Decode(SegmentCodec.Encode(columns, new ByteWriter())));
    }

    [Fact]
    public void Encode_ErrorsWithoutExecutions_AreKept()
    {
        var columns = new ExecutionColumns();
        columns.AddError(new ErrorKey(0, "IOException", "disk", "at Main"), 3);

        var decoded = SegmentCodec.Decode(SegmentCodec.Encode(columns, new ByteWriter()));

        Assert.Equal(columns.Errors, decoded.Errors);
        Assert.Equal([3L], decoded.ErrorCounts);
    }

    [Fact]
    public void Encode_PlacesThatBeginLate_BelongToTheirExecutions()
    {
        var columns = new ExecutionColumns();
        columns.Add(5, 1_000, 10, 0, 0, default);
        columns.Add(5, 2_000, 10, 0, 0, (columns.AddText("guild"), 0, 0));

        var decoded = SegmentCodec.Decode(SegmentCodec.Encode(columns, new ByteWriter()));

        Assert.Equal([(0, 0, 0), (1, 0, 0)], decoded.Places);
        Assert.Equal(["guild"], decoded.Texts);
    }

    [Fact]
    public void Encode_AMinuteOfMixedCommands_TakesAtMostTwelveBytesEach()
    {
        const int executions = 6_000;
        var bytes = SegmentCodec.Encode(Minute(new Random(11), executions, withPlaces: false), new ByteWriter()).Length;

        output.WriteLine($"{(double)bytes / executions:0.00} bytes an execution");
        Assert.True(bytes <= 12 * executions, $"{(double)bytes / executions:0.00} bytes an execution");
    }

    [Fact]
    public void Decode_DamagedSegments_SayThatTheyAreDamagedAndNothingElse()
    {
        var random = new Random(5);
        var whole = SegmentCodec.Encode(Minute(random, 50, withPlaces: true), new ByteWriter());
        for (var i = 0; i < 3_000; i++)
            AssertDecodesOrRefuses(Damage.Of(whole, random));
    }

    [Fact]
    public void Decode_DamagedBeforeCompression_SaysThatItIsDamagedAndNothingElse()
    {
        var random = new Random(6);
        var framed = SegmentCodec.Encode(Minute(random, 20, withPlaces: true), new ByteWriter());
        var raw = new byte[BitConverter.ToInt32(framed)];
        Assert.True(BrotliDecoder.TryDecompress(framed.AsSpan(4), raw, out _));
        for (var i = 0; i < 3_000; i++)
        {
            var damaged = Damage.Of(raw, random);
            var packed = new byte[BrotliEncoder.GetMaxCompressedLength(damaged.Length)];
            Assert.True(BrotliEncoder.TryCompress(damaged, packed, out var size, 1, 18));
            AssertDecodesOrRefuses([.. BitConverter.GetBytes(damaged.Length), .. packed[..size]]);
        }
    }

    private static void AssertDecodesOrRefuses(byte[] segment)
    {
        var error = Record.Exception(() => SegmentCodec.Decode(segment));

        Assert.True(error is null or InvalidDataException, error?.ToString());
    }

    // Fifty commands of different speed, some rare; a third acknowledged, one in a hundred failed.
    private static ExecutionColumns Minute(Random random, int executions, bool withPlaces)
    {
        var columns = new ExecutionColumns();
        var start = 1_795_000_000_000_000L;
        for (var i = 0; i < executions; i++)
        {
            start += (long)(-Math.Log(1 - random.NextDouble()) * 60e6 / Math.Max(1, executions));
            var command = (int)(50 * Math.Pow(random.NextDouble(), 2));
            var duration = (ulong)(Math.Exp(8 + command % 7 + random.NextDouble() * 1.5));
            var ack = random.Next(3) == 0 ? duration / 2 + 1 : 0;
            var error = random.Next(100) == 0
                ? columns.AddError(new ErrorKey(100 + command, "TimeoutException", $"after {command} s", "at Bot.Run()"), 1)
                : 0;
            var place = withPlaces ? (columns.AddText($"g{random.Next(5)}"), columns.AddText($"c{random.Next(9)}"), 0) : default;
            columns.Add(100 + command, start, duration, ack, error, place);
        }

        return columns;
    }

    private static void AssertSame(ExecutionColumns expected, ExecutionColumns actual)
    {
        Assert.Equal(expected.Series, actual.Series);
        Assert.Equal(expected.StartUs, actual.StartUs);
        Assert.Equal(expected.DurationUs, actual.DurationUs);
        Assert.Equal(expected.AckUs, actual.AckUs);
        Assert.Equal(expected.Error, actual.Error);
        Assert.Equal(expected.Places, actual.Places);
        Assert.Equal(expected.Errors, actual.Errors);
        Assert.Equal(expected.ErrorCounts, actual.ErrorCounts);
        Assert.Equal(expected.Texts, actual.Texts);
    }
}
