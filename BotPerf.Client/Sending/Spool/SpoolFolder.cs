using System.Globalization;
using BotPerf.Client.Recording;
using BotPerf.Shared.Protocol;

namespace BotPerf.Client.Sending.Spool;

/// <summary>
/// The frames on disk, in files of about a megabyte: the newest is written, the oldest is sent. Beyond the limits the oldest
/// file goes, and what was in it is counted. Held by one process at a time.
/// </summary>
internal sealed class SpoolFolder : IDisposable
{
    private const int FileBytes = 1024 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly long _maxBytes;
    private readonly TimeSpan _maxAge;
    private readonly TimeProvider _time;
    private readonly FileStream _lock;
    private readonly LinkedList<SpoolFile> _files;
    private readonly Lock _gate = new();
    private FileStream? _open;
    private long _bytes;
    private long _last;
    private bool _disposed;

    private SpoolFolder(string path, long maxBytes, TimeSpan maxAge, TimeProvider time, FileStream held)
    {
        (_path, _maxBytes, _maxAge, _time, _lock) = (path, maxBytes, maxAge, time, held);
        _files = new(Directory.EnumerateFiles(path, "*.frames").Select(file => new SpoolFile(file)).OrderBy(file => file.Number));
        _bytes = _files.Sum(file => file.Bytes);
        _last = _files.Last?.Value.Number ?? 0;
    }

    /// <summary>Files that the server has not got yet, and their size.</summary>
    public (int Files, long Bytes) Size
    {
        get
        {
            lock (_gate)
                return (_files.Count, _bytes);
        }
    }

    /// <exception cref="IOException">Another process has it, or it cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">No right to use it.</exception>
    public static SpoolFolder Open(string path, long maxBytes, TimeSpan maxAge, TimeProvider time)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);

        var held = Create(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileShare.None);
        return new SpoolFolder(path, maxBytes, maxAge, time, held);
    }

    /// <summary>All of them are on disk when it returns.</summary>
    public void Append(IEnumerable<Frame> frames)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            foreach (var frame in frames)
            {
                if (_open is null || _open.Length >= FileBytes)
                    Begin();
                try
                {
                    var bytes = SpoolRecords.Write(_open!, frame);
                    _files.Last!.Value.Bytes += bytes;
                    _bytes += bytes;
                }
                catch
                {
                    // Half a record: nothing behind it would be read.
                    End();
                    throw;
                }
            }

            _open?.Flush(flushToDisk: true);
        }
    }

    /// <summary>The oldest file, whose frames are to be sent; null when there is none. It stays until it is deleted.</summary>
    public SpoolFile? TakeOldest()
    {
        lock (_gate)
        {
            if (_files.FirstOrDefault(file => !file.IsTaken) is not { } oldest)
                return null;
            if (oldest == _files.Last!.Value)
                End();
            oldest.IsTaken = true;
            return oldest;
        }
    }

    /// <summary>A file that cannot be read has no frames: it must not keep those behind it from being sent.</summary>
    /// <returns>The frames in their order, and whether more was there than could be read.</returns>
    public (IReadOnlyList<Frame> Frames, bool IsDamaged) Read(SpoolFile file)
    {
        try
        {
            var (frames, torn) = SpoolRecords.Read(File.ReadAllBytes(file.Path));
            return (frames, torn > 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ([], true);
        }
    }

    public void Delete(SpoolFile file)
    {
        lock (_gate)
        {
            if (!_files.Remove(file))
                return;
            _bytes -= file.Bytes;
            File.Delete(file.Path);
        }
    }

    /// <summary>What has to go because of its age, or because there is too much; still to be counted and deleted.</summary>
    public IReadOnlyList<(SpoolFile File, string Reason)> Surplus()
    {
        lock (_gate)
        {
            var surplus = new List<(SpoolFile, string)>();
            var bytes = _bytes;
            var now = _time.GetUtcNow();
            foreach (var file in _files)
            {
                var tooOld = now - file.Written > _maxAge;
                if (!tooOld && bytes <= _maxBytes)
                    break;
                if (file.IsTaken || file == _files.Last!.Value)
                    continue;
                bytes -= file.Bytes;
                file.IsTaken = true;
                surplus.Add((file, tooOld ? LossNames.TooOld : LossNames.SpoolFull));
            }

            return surplus;
        }
    }

    public bool IsTooOld(Frame frame) =>
        _time.GetUtcNow() - DateTimeOffset.UnixEpoch.AddMicroseconds(frame.EndUs) > _maxAge;

    public void Dispose()
    {
        lock (_gate)
        {
            End();
            _disposed = true;
            _lock.Dispose();
        }
    }

    private void Begin()
    {
        End();
        var path = Path.Combine(_path, $"{(++_last).ToString("D12", CultureInfo.InvariantCulture)}.frames");
        _open = Create(path, FileMode.CreateNew, FileShare.Read);
        _files.AddLast(new SpoolFile(path));
    }

    private void End()
    {
        _open?.Dispose();
        _open = null;
    }

    private static FileStream Create(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = share };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }
}

/// <summary>One file of the spool.</summary>
internal sealed class SpoolFile(string path)
{
    public string Path => path;
    public long Number { get; } = long.TryParse(
        System.IO.Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    public long Bytes { get; set; } = new FileInfo(path).Length;

    /// <summary>It is being sent, or given up.</summary>
    public bool IsTaken { get; set; }

    public DateTimeOffset Written => new(File.GetLastWriteTimeUtc(path), TimeSpan.Zero);
}
