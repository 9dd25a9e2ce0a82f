using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Api.Prometheus;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Tests.Api;

/// <summary>Bots choose the names of their labels: none of them may break the scrape of all the others.</summary>
public sealed partial class PrometheusLabelsTests
{
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    private static readonly string[] s_hostile =
    [
        "bot", "instance", "job", "le", "quantile", "exported_bot", "exported_instance", "exported_exported_instance",
        "exported_le", "__name__", "exported___name__", "a",
    ];

    [PrometheusTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Labels_AnyOfTheHostileNames_StayUniqueAndNothingIsLost(int seed)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server);
        var random = new Random(seed);
        var counted = 0;
        foreach (var instance in new[] { "one", "two" })
        {
            var events = new List<object>();
            for (var i = 0; i < 120; i++)
            {
                events.Add(new { type = "counter", name = "jokes", labels = Labels(random), value = 1.0 });
                events.Add(new { type = "histogram", name = "size", labels = Labels(random), value = 512.0 });
                events.Add(new { type = "gauge", name = "mood", labels = Labels(random), value = 3.0 });
                counted++;
            }

            await bot.PostAsync(instance, [.. events]);
        }

        var text = await TextAsync(server);
        var check = await Prometheus.CheckAsync(text);

        Assert.True(check.ExitCode == 0, check.Output + "\n" + text);
        var series = new HashSet<string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#'))
        {
            var labels = LabelPattern().Matches(line).Select(found => (Name: found.Groups[1].Value, Value: found.Groups[2].Value)).ToList();
            Assert.Equal(labels.Count, labels.Select(label => label.Name).Distinct().Count());
            Assert.DoesNotContain(labels, label => label.Value.Length == 0 || label.Name.StartsWith("__", StringComparison.Ordinal));
            Assert.Equal("Aurora", labels.Single(label => label.Name == "bot").Value);
            Assert.True(series.Add(line[..line.IndexOf('{', StringComparison.Ordinal)] + string.Join(',', labels.Order())), line);
        }

        Assert.Equal(counted, Sum(text, "bot_jokes_total"));
        Assert.Equal(counted, Sum(text, "bot_size_count"));
    }

    [Fact]
    public async Task Labels_TwoSeriesThatBecomeOne_CountersAddUpAndTheNewestGaugeStays()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server);
        var now = TimeProvider.System.GetUtcNow();
        await bot.PostAsync("one",
            new { type = "counter", name = "jokes", labels = new { instance = "x" }, value = 1.0 },
            new { type = "counter", name = "jokes", labels = new { exported_instance = "x" }, value = 2.0 },
            new { type = "histogram", name = "size", labels = new { instance = "x" }, value = 100.0 },
            new { type = "histogram", name = "size", labels = new { exported_instance = "x" }, value = 200.0 },
            new { type = "gauge", name = "mood", labels = new { instance = "x" }, value = 5.0, at = now },
            new { type = "gauge", name = "mood", labels = new { exported_instance = "x" }, value = 6.0, at = now - TimeSpan.FromSeconds(2) },
            new { type = "gauge", name = "both", labels = new { instance = "x", exported_instance = "y" }, value = 7.0 });

        var text = await TextAsync(server);

        Assert.Contains("bot_jokes_total{bot=\"Aurora\",exported_instance=\"x\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("bot_size_count{bot=\"Aurora\",exported_instance=\"x\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("bot_size_sum{bot=\"Aurora\",exported_instance=\"x\"} 300\n", text, StringComparison.Ordinal);
        Assert.Single(text.Split('\n'), line => line.StartsWith("bot_mood{", StringComparison.Ordinal));
        Assert.Contains(
            "bot_both{bot=\"Aurora\",exported_exported_instance=\"x\",exported_instance=\"y\"} 7\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_CharactersOfTwoHalves_ArriveWholeWhereverTheyStand()
    {
        var laughs = string.Concat(Enumerable.Repeat("😀", 200));
        for (var i = 0; i < 2; i++)
        {
            var bytes = new RenderedBytes();
            var labels = LabelText.Of(new Origin(new string('x', i), null), [new Label("told", laughs)]);
            new PrometheusText(bytes, openMetrics: false).Write(new Family("bot_jokes", SeriesKind.Gauge, "Told.", [], [new Sample(labels, 1)]));

            var text = s_strict.GetString([.. bytes.Pieces.SelectMany(piece => piece.ToArray())]);

            Assert.Contains($"told=\"{laughs}\"", text, StringComparison.Ordinal);
        }
    }

    private static Dictionary<string, string> Labels(Random random) =>
        s_hostile.Where(_ => random.Next(3) == 0).ToDictionary(name => name, _ => random.Next(4) switch { 0 => "", 1 => "x", 2 => "one", _ => "y" });

    private static double Sum(string text, string name) => text.Split('\n')
        .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    private static async Task<string> TextAsync(LocalServer server)
    {
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        var bytes = await caller.Http.GetByteArrayAsync(new Uri(PrometheusCalls.Path, UriKind.Relative));
        return s_strict.GetString(bytes);
    }

    [GeneratedRegex("""([a-zA-Z_][a-zA-Z0-9_]*)="([^"]*)"[,}]""", RegexOptions.None, 1_000)]
    private static partial Regex LabelPattern();
}
