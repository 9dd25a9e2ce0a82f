using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BotPerf.Web.Bots;

/// <summary>The text of an ingest key: <c>bpi_</c> and 32 letters and digits, 190 random bits.</summary>
internal static class IngestKeyText
{
    public const string Prefix = "bpi_";
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int RandomLength = 32;
    private const int Length = 4 + RandomLength;

    public static string New() => Prefix + RandomNumberGenerator.GetString(Alphabet, RandomLength);

    /// <summary>Enough to tell keys apart, far too little to guess the rest.</summary>
    public static string Hint(string text) => text[..8] + "…";

    /// <summary>False for anything that cannot be a key, before any hashing is done for a stranger.</summary>
    public static bool IsWellFormed(string text) =>
        text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal);

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

/// <summary>A SHA-256 as a value that a dictionary can look up.</summary>
internal readonly record struct KeyHash(UInt128 High, UInt128 Low)
{
    public static KeyHash Of(ReadOnlySpan<byte> sha256) => new(
        BinaryPrimitives.ReadUInt128BigEndian(sha256), BinaryPrimitives.ReadUInt128BigEndian(sha256[16..]));
}
