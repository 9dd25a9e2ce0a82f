
namespace BotPerf.Tests.Components;

public sealed class FormatTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.012345, "0.0123")]
    [InlineData(1.2345, "1.23")]
    [InlineData(12.345, "12.3")]
    [InlineData(99.95, "100")]
    [InlineData(123.45, "123")]
    [InlineData(1234.5, "1,230")]
    [InlineData(1_999_999, "2,000,000")]
    [InlineData(-42.42, "-42.4")]
    public void Number_AnySize_HasThreeSignificantDigits(double value, string expected) =>
        Assert.Equal(expected, Format.Number(value));

    [Theory]
    [InlineData(45.35, "45.4")]
    [InlineData(45.349999999999994, "45.4")]
    [InlineData(45.3499999, "45.3")]
    [InlineData(1_235.0, "1,240")]
    [InlineData(1_234.9999999999998, "1,240")]
    public void Number_AtAHalf_DoesNotDependOnTheOrderOfItsSum(double value, string expected) =>
        Assert.Equal(expected, Format.Number(value));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(null)]
    public void Number_NoEvidence_IsADash(double? value) => Assert.Equal(Format.None, Format.Number(value));

    [Theory]
    [InlineData(0.0, "0 ms")]
    [InlineData(0.0123, "12.3 µs")]
    [InlineData(0.99951, "1 ms")]
    [InlineData(245.1, "245 ms")]
    [InlineData(999.6, "1 s")]
    [InlineData(1_234.0, "1.23 s")]
    [InlineData(90_000.0, "1.5 min")]
    public void Duration_AnyLength_HasTheFittingUnit(double milliseconds, string expected) =>
        Assert.Equal(expected, Format.Duration(milliseconds));

    [Theory]
    [InlineData(512, "0.5 KiB")]
    [InlineData(1_572_864, "1.5 MiB")]
    [InlineData(523_239_424, "499 MiB")]
    [InlineData(1_610_612_736, "1.5 GiB")]
    [InlineData(2_199_023_255_552, "2 TiB")]
    public void Bytes_AnySize_CountsInPowersOfTwo(double bytes, string expected) => Assert.Equal(expected, Format.Bytes(bytes));

    [Theory]
    [InlineData(99_999, "99,999")]
    [InlineData(123_456, "123 k")]
    [InlineData(999_600, "1 M")]
    [InlineData(1_234_567, "1.23 M")]
    [InlineData(2_500_000_000, "2.5 G")]
    public void Count_Large_IsShortened(long value, string expected) => Assert.Equal(expected, Format.Count(value));

    [Theory]
    [InlineData(12.34, "12.3 /min")]
    [InlineData(99_949, "99,900 /min")]
    [InlineData(99_950, "100 k /min")]
    [InlineData(264_000_000, "264 M /min")]
    public void PerMinute_LargeRate_IsShortened(double rate, string expected) => Assert.Equal(expected, Format.PerMinute(rate));

    [Theory]
    [InlineData(-3, "just now")]
    [InlineData(4, "just now")]
    [InlineData(12, "12 s ago")]
    [InlineData(119, "1 min ago")]
    [InlineData(7_200, "2 h ago")]
    [InlineData(172_800, "2 d ago")]
    public void Ago_AnyAge_HasOneUnit(int seconds, string expected) =>
        Assert.Equal(expected, Format.Ago(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("percent", 42.0, "42 %")]
    [InlineData("fraction", 0.123, "12.3 %")]
    [InlineData("bytes", 1_048_576.0, "1 MiB")]
    [InlineData("ms", 88.8, "88.8 ms")]
    [InlineData("perMinute", 12.0, "12 /min")]
    public void Value_UnitOfAGauge_IsWritten(string unit, double value, string expected) =>
        Assert.Equal(expected, Format.Value(value, unit));

    [Theory]
    [InlineData(0.9999, "99.99 %")]
    [InlineData(0.9996, "99.96 %")]
    [InlineData(0.99951, "99.951 %")]
    [InlineData(0.99999999, "99.999999 %")]
    [InlineData(0.995, "99.5 %")]
    [InlineData(0.99, "99 %")]
    [InlineData(0.98965, "98.9 %")]
    [InlineData(0.5, "50 %")]
    [InlineData(0.0123, "1.23 %")]
    [InlineData(1, "100 %")]
    public void Share_NextToTheWhole_KeepsItsDistance(double share, string expected) => Assert.Equal(expected, Format.Share(share));
}
