using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace BotPerf.Web.Storage;

/// <summary>
/// Work-around: SQLite, the run-time half of build/Sqlite.targets. Microsoft.Data.Sqlite is compiled against
/// SQLitePCLRaw 2.1; we ship 2.0.6, whose surface is enough for it (BotPerf never loads extensions). This answers the
/// runtime's question for the newer assembly with the one at hand, and points the provider at the system's SQLite, which
/// the distribution patches, before the bundled one. Delete with build/Sqlite.targets.
/// </summary>
internal static class SqliteRuntime
{
    private const string Core = "SQLitePCLRaw.core";
    private const string Provider = "SQLitePCLRaw.provider.e_sqlite3";
    private const string NativeName = "e_sqlite3";
    private const string SystemLibrary = "libsqlite3.so.0";

    private static int _resolverSet;

#pragma warning disable CA2255 // the application owns storage and must be first
    [ModuleInitializer]
    public static void Initialize()
#pragma warning restore CA2255
    {
        AssemblyLoadContext.Default.Resolving += Resolve;
        AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => PointAtSystemLibrary(loaded.LoadedAssembly);
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
            PointAtSystemLibrary(assembly);
    }

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name)
    {
        if (name.Name is not Core)
            return null;

        var file = Path.Combine(AppContext.BaseDirectory, Core + ".dll");
        return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
    }

    private static void PointAtSystemLibrary(Assembly assembly)
    {
        if (assembly.GetName().Name != Provider || Interlocked.Exchange(ref _resolverSet, 1) != 0)
            return;

        NativeLibrary.SetDllImportResolver(assembly, (name, from, path) =>
            name == NativeName && NativeLibrary.TryLoad(SystemLibrary, out var library)
                ? library
                : NativeLibrary.Load(name, from, path));
    }
}
