using BotPerf.Web.Components.Bots;

namespace BotPerf.Tests.Components;

public sealed class SnippetTextTests
{
    [Fact]
    public void For_ServerAndKey_FillsEveryLanguage()
    {
        var snippets = SnippetText.For("https://perf.example.org/", "bpi_abc");

        Assert.Equal(["dotnet", "javascript", "python", "curl"], snippets.Select(snippet => snippet.Key));
        Assert.All(snippets, snippet => Assert.Contains("bpi_abc", snippet.Code, StringComparison.Ordinal));
        Assert.Contains("new Uri(\"https://perf.example.org\")", snippets[0].Code, StringComparison.Ordinal);
        Assert.Contains("https://perf.example.org/hubs/ingest", snippets[1].Code, StringComparison.Ordinal);
        Assert.Contains("https://perf.example.org/api/v1/ingest", snippets[2].Code, StringComparison.Ordinal);
        Assert.Contains("https://perf.example.org/api/v1/ingest", snippets[3].Code, StringComparison.Ordinal);
    }
}
