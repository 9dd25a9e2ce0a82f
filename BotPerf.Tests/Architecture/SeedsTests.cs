using System.Reflection;
using System.Text.RegularExpressions;

namespace BotPerf.Tests.Architecture;

/// <summary>docs/seeds.md says where everything asked for is, and which test shows it: what it names has to be there.</summary>
public sealed partial class SeedsTests
{
    private const string Later = "comes with";

    private static readonly HashSet<string> s_tests =
        [.. from type in typeof(SeedsTests).Assembly.GetTypes()
            from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            where method.GetCustomAttributes<FactAttribute>().Any()
            select $"{type.Name}.{method.Name}"];

    [Fact]
    public void Seeds_EveryTestItNames_Exists()
    {
        var missing = Rows().SelectMany(row => Named().Matches(row.Test).Select(match => match.Groups[1].Value))
            .Where(name => !s_tests.Contains(name)).Distinct();

        Assert.Empty(missing);
    }

    [Fact]
    public void Seeds_EveryRow_HasATestOrSaysWhatItWaitsFor()
    {
        var bare = Rows().Where(row => !Named().IsMatch(row.Test) && !row.Where.Contains(Later, StringComparison.Ordinal));

        Assert.Empty(bare.Select(row => row.Item));
    }

    private static List<(string Item, string Where, string Test)> Rows()
    {
        var rows = File.ReadAllLines(SourceTree.Path("docs/seeds.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| asked for", StringComparison.Ordinal))
            .Select(line => Cell().Split(line.Trim('|', ' ')))
            .Select(cells => (cells[0].Trim(), cells[1].Trim(), cells.Length > 2 ? cells[2].Trim() : ""))
            .ToList();
        Assert.True(rows.Count > 130, $"Only {rows.Count} rows were read.");
        return rows;
    }

    [GeneratedRegex("`([A-Za-z]+Tests\\.\\w+)`")]
    private static partial Regex Named();

    // A bar inside a cell is written \|.
    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Cell();
}
