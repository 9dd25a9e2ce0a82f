using System.Runtime.CompilerServices;

namespace BotPerf.Shared.Sketches;

/// <summary>
/// Which bucket a value falls into. A bucket is a 64th of a power of two, so its key is read straight off the bits of the
/// double: the exponent and the six leading bits of the mantissa. The estimate of a bucket is at most 0.78 % away from
/// any value in it. Changing anything here changes the meaning of every stored sketch.
/// </summary>
internal static class SketchBuckets
{
    private const int SubBucketBits = 6;
    private const int MantissaShift = 52 - SubBucketBits;
    private const int MinExponent = -30;    // 0.93 ns, when the unit is the second
    private const int MaxExponent = 63;
    private const int ExponentBias = 1023;
    private const int FirstRawKey = (MinExponent + ExponentBias) << SubBucketBits;

    /// <summary>The key of zero, and of everything below the smallest bucket.</summary>
    public const int ZeroKey = 0;

    /// <summary>Keys run from 0 to this one, which also takes everything above the largest bucket.</summary>
    public const int MaxKey = (MaxExponent - MinExponent + 1) << SubBucketBits;

    /// <summary>Keys a power of two has: the natural size of a piece of a dense sketch.</summary>
    public const int KeysPerOctave = 1 << SubBucketBits;

    /// <summary>The key of a value that is finite and not negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int KeyOf(double value)
    {
        var key = (int)(BitConverter.DoubleToInt64Bits(value) >> MantissaShift) - FirstRawKey + 1;
        if ((uint)(key - 1) < MaxKey)
            return key;

        return key <= 0 ? ZeroKey : MaxKey;
    }

    /// <summary>The harmonic middle of a bucket: the estimate whose relative error is equal at both of its ends.</summary>
    public static double Estimate(int key)
    {
        if (key == ZeroKey)
            return 0;

        var lower = LowerBound(key);
        var upper = LowerBound(key + 1);
        return 2 * lower * upper / (lower + upper);
    }

    /// <summary>The smallest value of a bucket; the largest is just below that of the next.</summary>
    public static double LowerBound(int key) =>
        key == ZeroKey ? 0 : BitConverter.Int64BitsToDouble((long)(key - 1 + FirstRawKey) << MantissaShift);
}
