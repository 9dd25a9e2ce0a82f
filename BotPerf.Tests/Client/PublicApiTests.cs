using System.Reflection;
using System.Text;
using BotPerf.Client;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Client;

/// <summary>
/// What the SDK promises to bots stands in PublicApi.txt. A change of it is a change for everyone: look at the difference,
/// then write the new text with BOTPERF_ACCEPT_API=1.
/// </summary>
public sealed class PublicApiTests
{
    [Fact]
    public void PublicApi_OfTheClient_IsThatOfTheSnapshot()
    {
        var file = RepositoryFolder.File("BotPerf.Tests", "Client", "PublicApi.txt");
        var actual = Describe(typeof(PerformanceMonitor).Assembly);
        if (Environment.GetEnvironmentVariable("BOTPERF_ACCEPT_API") == "1")
            File.WriteAllText(file, actual);

        Assert.Equal(File.ReadAllText(file), actual);
    }

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(type.FullName).Append('\n');
            foreach (var member in Members(type).Order(StringComparer.Ordinal))
                text.Append("    ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var member in type.GetMembers(Own))
        {
            switch (member)
            {
                case ConstructorInfo constructor:
                    yield return $".ctor({Parameters(constructor)})";
                    break;
                case MethodInfo method when IsWritten(type, method):
                    yield return $"{Name(method.ReturnType)} {method.Name}({Parameters(method)})";
                    break;
                case PropertyInfo property:
                    yield return $"{Name(property.PropertyType)} {property.Name} {{ {(property.CanRead ? "get; " : "")}{(property.CanWrite ? "set; " : "")}}}";
                    break;
                case FieldInfo { IsSpecialName: false } field:
                    yield return $"{Name(field.FieldType)} {field.Name}";
                    break;
            }
        }
    }

    // What the compiler adds to records is no promise of ours.
    private static bool IsWritten(Type type, MethodInfo method) =>
        !method.IsSpecialName && !method.Name.StartsWith('<')
        && (type.GetMethod("<Clone>$") is null || method.Name is not ("Equals" or "GetHashCode" or "ToString" or "Deconstruct"));

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "null"}" : "")}"));

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;
}
