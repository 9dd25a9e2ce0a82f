using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using BotPerf.Shared.Protocol;
using Google.Protobuf;

namespace BotPerf.Client.Sending.Spool;

/// <summary>
/// Frames in a file, one after the other: length and CRC-32C of four bytes each, little-endian, then the frame. Whatever
/// follows the first record that is not whole was being written when the process ended. Pure.
/// </summary>
internal static class SpoolRecords
{
    private const int HeadBytes = 8;

    /// <summary>A frame's columns, and the definitions of as many series as fit into them.</summary>
    private const int MaxRecordBytes = 16 * 1024 * 1024;

    public static int Write(Stream file, Frame frame)
    {
        var record = new byte[HeadBytes + frame.CalculateSize()];
        frame.WriteTo(record.AsSpan(HeadBytes));
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - HeadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), Crc(record.AsSpan(HeadBytes)));
        file.Write(record);
        return record.Length;
    }

    /// <returns>The frames in their order, and how many bytes at the end are of no use.</returns>
    public static (IReadOnlyList<Frame> Frames, int Torn) Read(ReadOnlySpan<byte> bytes)
    {
        var frames = new List<Frame>();
        while (bytes.Length >= HeadBytes)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
            if (length is < 1 or > MaxRecordBytes || length > bytes.Length - HeadBytes)
                break;

            var payload = bytes.Slice(HeadBytes, length);
            if (Crc(payload) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) || Parse(payload) is not { } frame)
                break;

            frames.Add(frame);
            bytes = bytes[(HeadBytes + length)..];
        }

        return (frames, bytes.Length);
    }

    private static Frame? Parse(ReadOnlySpan<byte> payload)
    {
        try
        {
            return Frame.Parser.ParseFrom(payload) is { SelfContained: true, Seq: > 0 } frame ? frame : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            crc = BitOperations.Crc32C(crc, word);
        foreach (var rest in bytes[(bytes.Length & ~7)..])
            crc = BitOperations.Crc32C(crc, rest);
        return ~crc;
    }
}
