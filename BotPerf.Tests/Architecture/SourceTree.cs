using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Architecture;

/// <param name="RelativePath">From the repository's root, with slashes.</param>
internal sealed record SourceFile(string RelativePath)
{
    public string Text { get; } = File.ReadAllText(SourceTree.Path(RelativePath));
}

/// <summary>The repository as the tests read it: what is committed, or would be.</summary>
internal static class SourceTree
{
    private static readonly HashSet<string> NotOurs =
        ["bin", "obj", "node_modules", ".git", ".vs", ".idea", "TestResults", "BenchmarkDotNet.Artifacts"];

    private static readonly string[] Written = [".cs", ".razor", ".proto"];
    private static readonly string[] Pictures = [".png", ".ico", ".woff2"];

    public static string Path(string relative) => RepositoryFolder.File(relative.Split('/'));

    public static IEnumerable<SourceFile> Sources(string folder) => Files(folder)
        .Where(path => Written.Contains(System.IO.Path.GetExtension(path)))
        .Select(path => new SourceFile(path));

    /// <summary>Every text file that is kept.</summary>
    public static IEnumerable<SourceFile> Texts() => Files("")
        .Where(path => !Pictures.Contains(System.IO.Path.GetExtension(path)))
        .Select(path => new SourceFile(path));

    public static IEnumerable<string> Files(string folder) => Walk(new DirectoryInfo(Path(folder)))
        .Select(file => System.IO.Path.GetRelativePath(RepositoryFolder.Root, file.FullName).Replace('\\', '/'))
        .Where(path => !IsMadeByTheBuild(path))
        .Order(StringComparer.Ordinal);

    public static bool IsMadeByTheBuild(string path) =>
        path.StartsWith("BotPerf.Web/wwwroot/_framework/", StringComparison.Ordinal)
        || path.StartsWith("BotPerf.Web/wwwroot/lib/", StringComparison.Ordinal)
        || path.StartsWith("data/", StringComparison.Ordinal);

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) => folder.EnumerateFiles()
        .Where(file => file.Name != ".git")
        .Concat(folder.EnumerateDirectories().Where(inner => !NotOurs.Contains(inner.Name)).SelectMany(Walk));
}
