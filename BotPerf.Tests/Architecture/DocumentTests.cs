using System.Text.Json;
using System.Text.RegularExpressions;

namespace BotPerf.Tests.Architecture;

/// <summary>What the documents and the container promise, kept true.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] Products = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs"];

    [Fact]
    public void Readme_HoldsTheTwoCommands()
    {
        var readme = Read("README.md");

        Assert.Contains("dotnet run --project BotPerf.Web -- --demo", readme, StringComparison.Ordinal);
        Assert.Contains("\ndotnet test\n", readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Decisions_EachHasContextDecisionAndConsequences()
    {
        var records = SourceTree.Files("docs/decisions").Where(path => path.EndsWith(".md", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(records);
        Assert.All(records, path =>
        {
            Assert.Matches(@"^docs/decisions/\d{4}-[a-z0-9-]+\.md$", path);
            var text = Read(path);
            Assert.Contains("\n## Context\n", text, StringComparison.Ordinal);
            Assert.Contains("\n## Decision\n", text, StringComparison.Ordinal);
            Assert.Contains("\n## Consequences\n", text, StringComparison.Ordinal);
        });
        Assert.Equal(records.Count, records.Select(path => path["docs/decisions/".Length..][..4]).Distinct().Count());
    }

    [Fact]
    public void Protocol_EveryJsonExample_Parses()
    {
        var examples = JsonBlock().Matches(Read("docs/protocol.md")).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(examples);
        Assert.All(examples, example => JsonDocument.Parse(example).Dispose());
    }

    [Fact]
    public void Documents_EveryRelativeLink_LeadsSomewhere()
    {
        var broken = SourceTree.Texts()
            .Where(file => file.RelativePath.EndsWith(".md", StringComparison.Ordinal))
            .Where(file => Products.Any(place => file.RelativePath.StartsWith(place, StringComparison.Ordinal)))
            .SelectMany(file => Link().Matches(file.Text).Select(match => (file, target: match.Groups[1].Value)))
            .Where(link => !link.target.Contains("://", StringComparison.Ordinal) && !link.target.StartsWith('#'))
            .Where(link => !Exists(link.file.RelativePath, link.target.Split('#')[0]))
            .Select(link => $"{link.file.RelativePath} → {link.target}");

        Assert.Empty(broken);
    }

    [Fact]
    public void Documents_EveryProgramOfSamples_IsShownWordForWord()
    {
        var shown = SourceTree.Files("docs/connect").SelectMany(path => Sample().Matches(Read(path))).ToList();

        Assert.NotEmpty(shown);
        Assert.All(shown, match => Assert.Equal(Read(match.Groups[1].Value).TrimEnd(), match.Groups[2].Value));
    }

    [Fact]
    public void Dockerfile_IsSmallAndRunsWithoutRoot()
    {
        var steps = Read("Dockerfile").ReplaceLineEndings("\n").Replace("\\\n", " ", StringComparison.Ordinal)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'))
            .Select(line => (Word: line.Split(' ')[0], Argument: line[(line.IndexOf(' ') + 1)..]))
            .ToList();
        var last = steps.FindLastIndex(step => step.Word == "FROM");
        var final = steps.Skip(last).ToList();

        Assert.Equal(2, steps.Count(step => step.Word == "FROM"));
        Assert.DoesNotContain("sdk", final[0].Argument, StringComparison.Ordinal);
        Assert.Contains(final, step => step is { Word: "COPY", Argument: var copied } && copied.StartsWith("--from=build", StringComparison.Ordinal));
        Assert.Contains(final, step => step is { Word: "VOLUME", Argument: "/data" });
        Assert.Contains(final, step => step is { Word: "EXPOSE", Argument: "5080" });
        Assert.Contains(final, step => step.Word == "HEALTHCHECK" && step.Argument.Contains("/readyz", StringComparison.Ordinal));
        Assert.NotEqual("root", Assert.Single(final, step => step.Word == "USER").Argument);
        Assert.True(
            final.FindIndex(step => step.Word == "USER") < final.FindIndex(step => step.Word == "ENTRYPOINT"),
            "USER comes before the program starts");
    }

    private static string Read(string path) => File.ReadAllText(SourceTree.Path(path)).ReplaceLineEndings("\n");

    private static bool Exists(string from, string target)
    {
        var file = Path.Combine(Path.GetDirectoryName(SourceTree.Path(from))!, target);
        return File.Exists(file) || Directory.Exists(file);
    }

    [GeneratedRegex(@"```json\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();

    [GeneratedRegex(@"From \[(samples/[^\]]+)\]\([^)]+\):\n\n```\w+\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
