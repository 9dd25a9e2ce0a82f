using System.Text.RegularExpressions;

namespace BotPerf.Tests.Architecture;

/// <summary>Rules that only the text of a file shows.</summary>
public sealed partial class SourceRulesTests
{
    private static readonly string[] Products = ["BotPerf.Web", "BotPerf.Client", "BotPerf.Shared"];

    private static readonly HashSet<string> DrawersForAnything =
        ["Services", "Models", "Utils", "Utilities", "Helpers", "Common", "Misc", "Managers", "Interfaces"];

    [Fact]
    public void Sql_OutsideStorage_IsNowhere() =>
        Assert.Empty(Outside("Storage").Where(file => IsSql(file.Text)).Select(file => file.RelativePath));

    [Theory]
    [InlineData("\"SELECT id FROM bot\"", true)]
    [InlineData("\"\"\"\n  insert into journal values (1)\"\"\"", true)]
    [InlineData("\"PRAGMA quick_check\"", true)]
    [InlineData("using Microsoft.Data.Sqlite;", true)]
    [InlineData("new NpgsqlConnection(text)", true)]
    [InlineData("TrackDatabaseQuery(\"SELECT\", 8.0)", false)]
    [InlineData("/// <summary>Updates the set of bots from the registry.</summary>", false)]
    public void IsSql_Line_IsRecognised(string text, bool expected) => Assert.Equal(expected, IsSql(text));

    [Fact]
    public void Radzen_OutsideComponents_IsNowhere() =>
        Assert.Empty(Outside("Components").Where(file => Radzen().IsMatch(file.Text)).Select(file => file.RelativePath));

    [Fact]
    public void Folders_NameSomethingOfTheDomain()
    {
        var drawers = SourceTree.Files("")
            .SelectMany(path => path.Split('/').SkipLast(1))
            .Where(DrawersForAnything.Contains)
            .Distinct();

        Assert.Empty(drawers);
    }

    [Fact]
    public void Sources_LeaveNothingForLater()
    {
        var later = Products.Append("BotPerf.Tests").Append("samples").Append("bench")
            .SelectMany(SourceTree.Sources)
            .Where(file => Later().IsMatch(file.Text))
            .Select(file => file.RelativePath);

        Assert.Empty(later);
    }

    [Fact]
    public void Texts_NameNoMachineOfOurs()
    {
        var named = SourceTree.Texts()
            .Where(file => MachinePath().IsMatch(file.Text))
            .Select(file => $"{file.RelativePath}: {MachinePath().Match(file.Text).Value}");

        Assert.Empty(named);
    }

    [Fact]
    public void LockFiles_NameNoRegistry()
    {
        var named = SourceTree.Texts()
            .Where(file => file.RelativePath.EndsWith("package-lock.json", StringComparison.Ordinal))
            .Where(file => file.Text.Contains("\"resolved\"", StringComparison.Ordinal))
            .Select(file => file.RelativePath);

        Assert.Empty(named);
    }

    [Fact]
    public void GitIgnore_WhatTheBuildBrings_IsNeverCommitted()
    {
        var ignored = File.ReadAllLines(SourceTree.Path(".gitignore"));

        Assert.Contains("BotPerf.Web/wwwroot/_framework/", ignored);
        Assert.Contains("BotPerf.Web/wwwroot/lib/", ignored);
        Assert.Contains("node_modules/", ignored);
    }

    private static IEnumerable<SourceFile> Outside(string folder) => Products
        .SelectMany(SourceTree.Sources)
        .Where(file => !file.RelativePath.StartsWith($"BotPerf.Web/{folder}/", StringComparison.Ordinal));

    private static bool IsSql(string text) => Sql().IsMatch(text);

    /// <summary>A statement at the start of a literal, or the use of a driver; the SDK watches drivers by name and uses none.</summary>
    [GeneratedRegex(
        @"""\s*(SELECT\s+[\w*]|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(TABLE|INDEX)|PRAGMA\s)"
        + @"|Microsoft\.Data\.Sqlite|\busing\s+Npgsql|\bNpgsql(Connection|Command|Parameter|DataSource|DbContext)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Sql();

    [GeneratedRegex(@"\bRadzen\b|\bAddRadzen")]
    private static partial Regex Radzen();

    [GeneratedRegex(@"\b(T[O]DO|F[I]XME|H[A]CK)\b|NotImplemented[E]xception")]
    private static partial Regex Later();

    [GeneratedRegex(@"(?<![\w.])/([w]ork|[r]oot|[h]ome)/|/[t]mp/\w|[A-Z]:\\[U]sers")]
    private static partial Regex MachinePath();
}
