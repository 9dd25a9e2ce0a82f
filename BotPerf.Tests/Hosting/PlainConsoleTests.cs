using BotPerf.Web.Hosting;

namespace BotPerf.Tests.Hosting;

public sealed class PlainConsoleTests
{
    [Theory]
    [InlineData("plain text, ünïcödé", "plain text, ünïcödé")]
    [InlineData("two\nlines\r", "two\\u000alines\\u000d")]
    [InlineData("\u001b[31mred", "\\u001b[31mred")]
    [InlineData("\u202Egnp.exe\u2028forged", "\\u202egnp.exe\\u2028forged")]
    public void Escape_ControlCharacters_AreWrittenOut(string text, string expected) =>
        Assert.Equal(expected, PlainConsole.Escape(text));
}
