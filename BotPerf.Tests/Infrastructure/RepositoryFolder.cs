namespace BotPerf.Tests.Infrastructure;

/// <summary>Where the sources and the built programs are, seen from the running tests.</summary>
internal static class RepositoryFolder
{
    public static string Root { get; } = FindRoot();

    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A program of the solution, built in the configuration of the running tests.</summary>
    public static string BuiltProgram(string project, string folder = "")
    {
        var frameworkFolder = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = frameworkFolder.Parent!.Name;
        var file = Path.Combine(Root, folder, project, "bin", configuration, frameworkFolder.Name, project + ".dll");
        return System.IO.File.Exists(file)
            ? file
            : throw new FileNotFoundException($"{project} is not built as {configuration}; build BotPerf.sln.", file);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "BotPerf.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("BotPerf.sln is in no folder above " + AppContext.BaseDirectory);
    }
}
