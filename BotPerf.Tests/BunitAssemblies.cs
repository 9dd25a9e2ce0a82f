using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace BotPerf.Tests;

/// <summary>
/// Work-around: bUnit, the run-time half of build/Bunit.targets. bUnit asks for a newer AngleSharp.Diffing than the package
/// source holds; this answers with the one beside the tests. Delete with build/Bunit.targets.
/// </summary>
internal static class BunitAssemblies
{
    private const string Diffing = "AngleSharp.Diffing";

#pragma warning disable CA2255 // must be there before the first component is rendered
    [ModuleInitializer]
    public static void Initialize() => AssemblyLoadContext.Default.Resolving += (context, name) =>
        name.Name == Diffing ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, Diffing + ".dll")) : null;
#pragma warning restore CA2255
}
