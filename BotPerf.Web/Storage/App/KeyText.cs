using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BotPerf.Web.Storage.App;

/// <summary>The text of keys: a prefix that tells the kind, and 32 letters and digits, 190 random bits.</summary>
internal static class KeyText
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int RandomLength = 32;

    public static string New(string prefix) => prefix + RandomNumberGenerator.GetString(Alphabet, RandomLength);

    /// <summary>Enough to tell keys apart, far too little to guess the rest.</summary>
    public static string Hint(string text) => text[..8] + "…";

    /// <summary>False for anything that cannot be a key, before any hashing is done for a stranger.</summary>
    public static bool IsWellFormed(string text, string prefix) =>
        text.Length == prefix.Length + RandomLength && text.StartsWith(prefix, StringComparison.Ordinal);

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

/// <summary>A SHA-256 as a value that a dictionary can look up.</summary>
internal readonly record struct KeyHash(UInt128 High, UInt128 Low)
{
    public static KeyHash Of(ReadOnlySpan<byte> sha256) => new(
        BinaryPrimitives.ReadUInt128BigEndian(sha256), BinaryPrimitives.ReadUInt128BigEndian(sha256[16..]));
}
