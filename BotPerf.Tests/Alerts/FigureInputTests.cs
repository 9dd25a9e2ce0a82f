using BotPerf.Web.Alerts;
using FsCheck;
using FsCheck.Fluent;

namespace BotPerf.Tests.Alerts;

public sealed class FigureInputTests
{
    [Theory]
    [InlineData("250 ms", "seconds", 0.25)]
    [InlineData("250ms", "seconds", 0.25)]
    [InlineData("2", "seconds", 2)]
    [InlineData("1.5 min", "seconds", 90)]
    [InlineData("500 MiB", "bytes", 524_288_000)]
    [InlineData("500 mib", "bytes", 524_288_000)]
    [InlineData("1 GB", "bytes", 1e9)]
    [InlineData("1,024", "bytes", 1024)]
    [InlineData("5 %", "fraction", 0.05)]
    [InlineData("0.05", "fraction", 0.05)]
    [InlineData("5 %", "percent", 5)]
    [InlineData("100 /min", "perMinute", 100)]
    [InlineData("-3.5", "", -3.5)]
    [InlineData("1e3", "", 1000)]
    [InlineData("12 quills", "quills", 12)]
    public void Parse_WhatPeopleType_IsInTheBaseUnit(string text, string unit, double expected) =>
        Assert.Equal(expected, FigureInput.Parse(text, unit));

    [Theory]
    [InlineData("", "seconds")]
    [InlineData("fast", "seconds")]
    [InlineData("5 %", "seconds")]
    [InlineData("5 MiB", "seconds")]
    [InlineData("5 s", "bytes")]
    [InlineData("5 s", "")]
    [InlineData("1e999", "")]
    [InlineData("1 2", "")]
    public void Parse_WhatMeansNothing_IsNull(string text, string unit) => Assert.Null(FigureInput.Parse(text, unit));

    [Theory]
    [InlineData(0.25, "seconds", "250 ms")]
    [InlineData(1, "seconds", "1 s")]
    [InlineData(1.5, "seconds", "1.5 s")]
    [InlineData(120, "seconds", "2 min")]
    [InlineData(3_600, "seconds", "1 h")]
    [InlineData(0, "seconds", "0 s")]
    [InlineData(524_288_000, "bytes", "500 MiB")]
    [InlineData(0.05, "fraction", "5 %")]
    [InlineData(0.07, "fraction", "7 %")]
    [InlineData(70, "percent", "70 %")]
    [InlineData(12.5, "", "12.5")]
    public void Of_AFigure_ReadsAsOneWouldTypeIt(double value, string unit, string expected) =>
        Assert.Equal(expected, FigureInput.Of(value, unit));

    [Theory]
    [InlineData("seconds", "a time, such as 250 ms, 2 s or 5 min")]
    [InlineData("fraction", "a share, such as 5 %")]
    [InlineData("", "a number")]
    [InlineData("perMinute", "a number")]
    public void What_OfAUnit_IsWhatToType(string unit, string expected) => Assert.Equal(expected, FigureInput.What(unit));

    [Fact]
    public void Of_AnyFigure_IsReadBackTheSame() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(1, 9_999_999).Select(one => one / 1_000.0).ToArbitrary(), Gen.Elements("seconds", "bytes", "percent", "fraction", "perMinute", "").ToArbitrary(),
        (value, unit) =>
        {
            var figure = unit == "bytes" ? Math.Round(value * 1e6) : value;
            return FigureInput.Parse(FigureInput.Of(figure, unit), unit) is { } back && Math.Abs(back - figure) <= Math.Abs(figure) * 1e-9;
        }));
}
