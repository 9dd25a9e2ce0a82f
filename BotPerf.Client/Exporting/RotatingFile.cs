namespace BotPerf.Client.Exporting;

/// <summary>
/// A file that is put aside when it is full: <c>x</c> becomes <c>x.1</c>, that <c>x.2</c>, and the last goes. Each line is
/// written in one piece, so that who reads along sees whole ones.
/// </summary>
internal sealed class RotatingFile(string path, long maxBytes, int maxFiles)
{
    public async Task AppendAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        if (new FileInfo(path) is { Exists: true, Length: var length } && length > 0 && length + line.Length > maxBytes)
            PutAside();
        var file = Open(path, FileMode.Append);
        await using (file.ConfigureAwait(false))
            await file.WriteAsync(line, cancellationToken).ConfigureAwait(false);
    }

    public static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0, Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    private void PutAside()
    {
        if (maxFiles <= 1)
        {
            File.Delete(path);
            return;
        }

        for (var number = maxFiles - 1; number > 0; number--)
        {
            var from = number == 1 ? path : $"{path}.{number - 1}";
            if (File.Exists(from))
                File.Move(from, $"{path}.{number}", overwrite: true);
        }
    }
}
