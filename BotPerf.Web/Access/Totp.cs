using System.Globalization;
using System.Security.Cryptography;

namespace BotPerf.Web.Access;

/// <summary>Codes that follow the clock (RFC 6238: SHA-1, 30 seconds, six digits), as every authenticator app makes them.</summary>
internal static class Totp
{
    public const int Digits = 6;
    public const int SecretLength = 32;

    private const int StepSeconds = 30;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>Which half minute it is.</summary>
    public static long StepAt(DateTimeOffset now) => now.ToUnixTimeSeconds() / StepSeconds;

    public static string Code(string secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        // Keyed and truncated: what is broken of SHA-1 does not matter here, and the apps know no other.
#pragma warning disable CA5350
        HMACSHA1.HashData(Bytes(secret), counter, hash);
#pragma warning restore CA5350
        var number = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xF)..]) & 0x7FFF_FFFF;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The half minute of a code: this one, or one before or after it, for clocks that are a little off. Null for a wrong
    /// code, and for one that is not of after <paramref name="lastTaken"/>: each is taken once.
    /// </summary>
    public static long? StepOf(string code, string secret, DateTimeOffset now, long? lastTaken)
    {
        var given = System.Text.Encoding.UTF8.GetBytes(code);
        for (var step = StepAt(now) - 1; step <= StepAt(now) + 1; step++)
        {
            if (step > (lastTaken ?? long.MinValue)
                && CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(Code(secret, step)), given))
                return step;
        }

        return null;
    }

    /// <summary>What an app reads from the picture.</summary>
    public static string Uri(string secret, string email, string server) =>
        $"otpauth://totp/{System.Uri.EscapeDataString($"BotPerf {server}")}:{System.Uri.EscapeDataString(email)}"
        + $"?secret={secret}&issuer={System.Uri.EscapeDataString($"BotPerf {server}")}&digits={Digits}&period={StepSeconds}";

    public static string NewSecret() => RandomNumberGenerator.GetString(Base32, SecretLength);

    /// <summary>160 bits in base 32, as <see cref="NewSecret"/> makes them.</summary>
    public static bool IsSecret(string text) => text.Length == SecretLength && text.All(Base32.Contains);

    private static byte[] Bytes(string secret)
    {
        var bytes = new byte[secret.Length * 5 / 8];
        var (bits, held, at) = (0, 0, 0);
        foreach (var letter in secret)
        {
            bits = (bits << 5 | Base32.IndexOf(letter, StringComparison.Ordinal)) & 0xFFFF;
            held += 5;
            if (held < 8)
                continue;

            held -= 8;
            bytes[at++] = (byte)(bits >> held);
        }

        return bytes;
    }
}
