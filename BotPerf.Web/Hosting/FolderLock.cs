using BotPerf.Web.Storage;

namespace BotPerf.Web.Hosting;

/// <summary>
/// The right to write in a data folder, held by one program at a time. The operating system holds it (flock) and lets
/// go of it when the program ends in whatever way, so that a kill leaves nothing to clean up.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;
    private readonly DataFolder _folder;

    private FolderLock(FileStream file, DataFolder folder) => (_file, _folder) = (file, folder);

    /// <summary>Null when another program has it.</summary>
    /// <param name="holder">Who we are, for the message to whoever comes second.</param>
    public static FolderLock? TryTake(DataFolder folder, string holder)
    {
        FileStream file;
        try
        {
            file = new FileStream(folder.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }

        File.WriteAllText(folder.LockOwnerFile, $"{holder}, process {Environment.ProcessId}");
        return new FolderLock(file, folder);
    }

    /// <summary>Who has the folder, as far as is known.</summary>
    public static string Holder(DataFolder folder)
    {
        try
        {
            return File.ReadAllText(folder.LockOwnerFile);
        }
        catch (IOException)
        {
            return "another program";
        }
    }

    public void Dispose()
    {
        File.Delete(_folder.LockOwnerFile);
        _file.Dispose();
    }
}
