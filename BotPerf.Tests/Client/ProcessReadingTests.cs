using System.Diagnostics;
using System.Text;
using BotPerf.Client.Collecting;

namespace BotPerf.Tests.Client;

public sealed class ProcessReadingTests
{
    [Fact]
    public void TryParse_NameWithParenthesesAndSpaces_ReadsWhatIsBehindIt()
    {
        var stat = "42 (a) bot (x) S 1 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 19 0 999 274044908 4096 18446744073709551615";

        Assert.True(ProcessReading.TryParse(Encoding.ASCII.GetBytes(stat), 4096, out var reading));

        Assert.Equal(new ProcessReading(4096 * 4096, 274044908, 19), reading);
    }

    [Theory]
    [InlineData("")]
    [InlineData("42 (bot) S 1 42")]
    [InlineData("nonsense")]
    public void TryParse_TooShort_IsRefused(string stat) =>
        Assert.False(ProcessReading.TryParse(Encoding.ASCII.GetBytes(stat), 4096, out _));

    [Fact]
    public void Now_ThisProcess_IsAboutWhatTheRuntimeSays()
    {
        using var process = Process.GetCurrentProcess();

        var reading = ProcessReading.Now();

        Assert.InRange(reading.Rss, process.WorkingSet64 / 2, process.WorkingSet64 * 2);
        Assert.InRange(reading.Threads, 2, 1_000);
    }
}
