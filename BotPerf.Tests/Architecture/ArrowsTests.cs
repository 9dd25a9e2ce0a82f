using System.Reflection;
using System.Text.RegularExpressions;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;

namespace BotPerf.Tests.Architecture;

/// <summary>Who may use whom: over the assembly, where nothing can hide, and over the sources, where constants can.</summary>
public sealed partial class ArrowsTests
{
    private static readonly Assembly Web = typeof(BotId).Assembly;

    /// <summary>What the pages may know of Storage: the ids.</summary>
    private static readonly HashSet<string> IdTypes = [.. IdType()
        .Matches(File.ReadAllText(SourceTree.Path("BotPerf.Web/Storage/Ids.cs")))
        .Select(match => match.Groups[1].Value)];

    [Fact]
    public void Assembly_EveryFolder_UsesOnlyItselfAndLowerRanks()
    {
        var wrong = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in Web.GetTypes())
        {
            if (RoomOf(type) is not { } room)
                continue;
            foreach (var used in UsedTypes.Of(type).Where(used => used.Assembly == Web))
            {
                if (RoomOf(used) is { } other && !IsAllowed(room, other, used.Name))
                    wrong.Add($"{room} uses {other}: {type.FullName} → {used.FullName}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Assembly_OnlyHosting_UsesTheClient()
    {
        var client = typeof(BotPerf.Client.BotPerfOptions).Assembly;
        var wrong = Web.GetTypes()
            .Where(type => RoomOf(type) is { } room && room != "Hosting" && room != Room.Program)
            .Where(type => UsedTypes.Of(type).Any(used => used.Assembly == client))
            .Select(type => type.FullName);

        Assert.Empty(wrong);
    }

    [Fact]
    public void Sources_EveryFolder_NamesOnlyItselfAndLowerRanks()
    {
        var wrong = SourceTree.Sources("BotPerf.Web").SelectMany(file => Violations(file.RelativePath, file.Text));

        Assert.Empty(wrong);
    }

    [Fact]
    public void Sources_EveryFolderOfTheServer_HasARank()
    {
        var unknown = SourceTree.Sources("BotPerf.Web")
            .Select(file => RoomOfFile(file.RelativePath))
            .Where(room => !Room.IsKnown(room))
            .Distinct();

        Assert.Empty(unknown);
    }

    [Theory]
    [InlineData("BotPerf.Web/Storage/Rows.cs", "using BotPerf.Web.Live;")]
    [InlineData("BotPerf.Web/Live/Store.cs", "var x = new BotPerf.Web.Bots.BotRegistry();")]
    [InlineData("BotPerf.Web/Ingest/Hub.cs", "global using static BotPerf.Web.Components.Format;")]
    [InlineData("BotPerf.Web/Rollups/Rolls.cs", "using BotPerf.Web.Ingest;")]
    [InlineData("BotPerf.Web/Api/Page.razor", "@using BotPerf.Web.Hosting")]
    public void Violations_UpwardOrSidewaysName_IsFound(string path, string line) =>
        Assert.Single(Violations(path, line));

    [Theory]
    [InlineData("BotPerf.Web/Ingest/Hub.cs", "using BotPerf.Web.Live;")]
    [InlineData("BotPerf.Web/Program.cs", "using BotPerf.Web.Components;")]
    [InlineData("BotPerf.Web/Components/Fleet/Card.razor", "@using BotPerf.Web.Storage")]
    public void Violations_DownwardName_IsFine(string path, string line) => Assert.Empty(Violations(path, line));

    [Fact]
    public void UsedTypes_TypeNamedOnlyInsideAMethod_IsFound()
    {
        var used = UsedTypes.Of(typeof(Deliberate));

        Assert.Contains(typeof(LivePulse), used);
        Assert.Contains(typeof(BotId), used);
        Assert.DoesNotContain(typeof(InstanceId), used);
    }

    private static IEnumerable<string> Violations(string path, string text)
    {
        var room = RoomOfFile(path);
        return NamedRoom().Matches(text)
            .Select(match => match.Groups[1].Value)
            .Where(other => Room.IsKnown(other) && !(Room.MayUse(room, other)))
            .Select(other => $"{path}: {room} names {other}");
    }

    private static bool IsAllowed(string room, string other, string typeName)
    {
        if (room == "Components" && other == "Storage")
            return IdTypes.Contains(typeName);
        return Room.MayUse(room, other);
    }

    private static string? RoomOf(Type type)
    {
        var outermost = type;
        while (outermost.DeclaringType is { } outer)
            outermost = outer;
        return outermost.Name == "Program" && outermost.Namespace is null ? Room.Program : Room.Of(outermost.Namespace);
    }

    private static string RoomOfFile(string path)
    {
        var parts = path.Split('/');
        return parts.Length > 2 ? parts[1] : Room.Program;
    }

    [GeneratedRegex(@"\bBotPerf\.Web\.(\w+)", RegexOptions.NonBacktracking)]
    private static partial Regex NamedRoom();

    [GeneratedRegex(@"record struct (\w+)", RegexOptions.NonBacktracking)]
    private static partial Regex IdType();

    /// <summary>Breaks a rule where only the code shows it: inside a lambda's body and as a generic argument.</summary>
    private static class Deliberate
    {
        public static object Use() => new object[] { typeof(LivePulse), new List<BotId>() };
    }
}
