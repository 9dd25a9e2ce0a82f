using System.Globalization;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Backups;

namespace BotPerf.Web.Reports.Files;

/// <summary>The folders of reports, each under its number. A folder is there as a whole or not at all.</summary>
internal sealed class ReportShelf(DataFolder folder, ILogger<ReportShelf> log)
{
    private const string Unfinished = ".part";

    /// <summary>An empty folder for what is being made.</summary>
    public string Begin(int id)
    {
        var place = Place(id) + Unfinished;
        if (Directory.Exists(place))
            Directory.Delete(place, recursive: true);
        OwnedFile.CreateFolder(folder.Reports);
        return OwnedFile.CreateFolder(place).FullName;
    }

    /// <summary>Puts what was made in its place; its size.</summary>
    public long Finish(int id)
    {
        if (Directory.Exists(Place(id)))
            Directory.Delete(Place(id), recursive: true);
        Directory.Move(Place(id) + Unfinished, Place(id));
        return new DirectoryInfo(Place(id)).EnumerateFiles().Sum(file => file.Length);
    }

    /// <summary>Null: there is no such file.</summary>
    public FileStream? Open(int id, string file)
    {
        try
        {
            return new FileStream(Path.Combine(Place(id), file), new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                // It may be deleted while somebody reads it: who reads has it to its end.
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            });
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public bool Has(int id, string file) => File.Exists(Path.Combine(Place(id), file));

    public void Remove(int id)
    {
        foreach (var place in new[] { Place(id), Place(id) + Unfinished })
        {
            try
            {
                if (Directory.Exists(place))
                    Directory.Delete(place, recursive: true);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                log.NotRemoved(id, problem);
            }
        }
    }

    /// <summary>The numbers that there are folders of, whole or not. What has another name is left alone.</summary>
    public IReadOnlyList<int> All() => !Directory.Exists(folder.Reports) ? [] :
    [
        .. new DirectoryInfo(folder.Reports).EnumerateDirectories()
            .Select(one => int.TryParse(one.Name.Replace(Unfinished, "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0).Distinct(),
    ];

    private string Place(int id) => Path.Combine(folder.Reports, id.ToString(CultureInfo.InvariantCulture));
}
