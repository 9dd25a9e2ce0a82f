using BotPerf.Web.Components.Bots;

namespace BotPerf.Tests.Components;

public sealed class SnippetTextTests
{
    [Fact]
    public void For_ServerAndKey_FillsEveryLanguage()
    {
        var snippets = SnippetText.For("https://perf.example.org/", "bpi_abc");

        Assert.Equal(["dotnet", "javascript", "javascript-http", "python", "otel", "curl"], snippets.Select(snippet => snippet.Key));
        Assert.All(snippets, snippet => Assert.Contains("bpi_abc", snippet.Code, StringComparison.Ordinal));
        Assert.Contains("new Uri(\"https://perf.example.org\")", snippets[0].Code, StringComparison.Ordinal);
        Assert.Contains("https://perf.example.org/hubs/ingest", snippets[1].Code, StringComparison.Ordinal);
        Assert.All([2, 3, 5], http =>
            Assert.Contains("https://perf.example.org/api/v1/ingest", snippets[http].Code, StringComparison.Ordinal));
        Assert.Contains("https://perf.example.org/v1/metrics", snippets[4].Code, StringComparison.Ordinal);
    }
}
