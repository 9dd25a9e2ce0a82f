using System.Reflection;
using BotPerf.Client;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Logging;

namespace BotPerf.Tests.Architecture;

/// <summary>Rules that the built assemblies show.</summary>
public sealed class AssemblyRulesTests
{
    private static readonly Assembly Web = typeof(BotId).Assembly;
    private static readonly Assembly Client = typeof(BotPerfOptions).Assembly;
    private static readonly Assembly Shared = typeof(WireLimits).Assembly;

    private static readonly Dictionary<string, int> FirstEventId = new()
    {
        ["Hosting"] = 1000, ["Access"] = 1100, ["Bots"] = 1200, ["Ingest"] = 1300, ["Storage"] = 1400, ["Live"] = 1500,
        ["Rollups"] = 1600, ["Components"] = 1700, ["Api"] = 1800, ["Scheduling"] = 1900,
        ["Client"] = 2000, ["Delivery"] = 2100, ["Alerts"] = 2200, ["HealthScores"] = 2300,
        ["Insights"] = 2400, ["Targets"] = 2500, ["Reports"] = 2600, ["Digests"] = 2700,
    };

    [Fact]
    public void Shared_ShowsNothingToStrangers() =>
        Assert.Empty(Shared.GetExportedTypes().Where(IsWritten).Select(type => type.FullName));

    /// <summary>Razor makes public classes, and what their parameters are made of has to be public with them: data.</summary>
    [Fact]
    public void Web_PublicTypes_AreComponentsOrTheDataTheyShow() =>
        Assert.Empty(Web.GetExportedTypes()
            .Where(type => IsWritten(type) && !IsComponent(type) && !IsData(type))
            .Select(type => type.FullName));

    [Fact]
    public void Interfaces_HaveTwoRealImplementations()
    {
        var types = new[] { Web, Client, Shared }.SelectMany(assembly => assembly.GetTypes()).ToList();
        var lonely = types
            .Where(type => type.IsInterface && IsWritten(type))
            .Where(contract => types.Count(type => type.IsClass && !type.IsAbstract && Implements(type, contract)) < 2)
            .Select(type => type.FullName);

        Assert.Empty(lonely);
    }

    [Fact]
    public void LogMessages_EventIds_AreUniqueAndOfTheirFoldersHundred()
    {
        var messages = new[] { Web, Client }
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(
                BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (method, attribute: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(found => found.attribute is not null)
            .Select(found => (Folder: FolderOf(found.method.DeclaringType!), Name: found.method.Name, Id: found.attribute!.EventId))
            .ToList();

        var misplaced = messages.Where(message => !FirstEventId.TryGetValue(message.Folder, out var first)
            || message.Id < first || message.Id >= first + 100);
        var repeated = messages.GroupBy(message => message.Id).Where(group => group.Count() > 1).Select(group => group.Key);
        Assert.Empty(misplaced);
        Assert.Empty(repeated);
    }

    private static string FolderOf(Type type) =>
        type.Assembly == Client ? "Client" : Room.Of(type.Namespace) ?? type.FullName!;

    private static bool IsComponent(Type type) => typeof(IComponent).IsAssignableFrom(type) || type.Name == "_Imports";

    /// <summary>An enum or a record: the compiler gives every record a way to print its members.</summary>
    private static bool IsData(Type type) =>
        type.IsEnum || type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null
        || (type.IsInterface && type.GetMethods().All(method => method.Name.StartsWith("get_", StringComparison.Ordinal)));

    private static bool IsWritten(Type type) =>
        type.Namespace?.StartsWith("BotPerf.", StringComparison.Ordinal) is true && !type.Name.Contains('<');

    private static bool Implements(Type type, Type contract) => type.GetInterfaces()
        .Any(found => (found.IsGenericType ? found.GetGenericTypeDefinition() : found) == contract);
}
