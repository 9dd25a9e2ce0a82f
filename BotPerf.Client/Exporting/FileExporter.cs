using System.Text;
using BotPerf.Client.Exporting;
using BotPerf.Client.Summaries;

namespace BotPerf.Client;

/// <summary>Where and how <see cref="FileExporter"/> writes.</summary>
public sealed class FileExportOptions
{
    /// <summary>The file. Default: the environment variable <c>METRICS_FILE_PATH</c>, else none: nothing is written.</summary>
    public string? Path { get; set; }

    /// <summary>
    /// <see cref="MetricsFormat.Json"/>: a line is appended at each interval. The others: the file is replaced at each
    /// interval, in one step, e.g. for the textfile collector of Prometheus' node exporter. Default: JSON.
    /// </summary>
    public MetricsFormat Format { get; set; } = MetricsFormat.Json;

    /// <summary>Beyond so many bytes a new file is begun, 1 KiB to 1 TiB. Default: 10 MiB.</summary>
    public long MaxFileBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>Files kept, the one being written included, 1 to 1,000: <c>x</c>, <c>x.1</c> (younger), <c>x.2</c>, … Default: 5.</summary>
    public int MaxFiles { get; set; } = 5;

    internal FileExportOptions Copy() => (FileExportOptions)MemberwiseClone();
}

/// <summary>Writes the figures to a file that only the bot's user may read (mode 0600), with rotation (source 001).</summary>
/// <param name="options">Where and how.</param>
public sealed class FileExporter(FileExportOptions options) : IMetricsExporter
{
    private readonly FileExportOptions _options = (options ?? new FileExportOptions()).Copy();

    /// <inheritdoc/>
    public string Name => "file";

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task ExportAsync(MetricsExport export, CancellationToken cancellationToken)
    {
        var path = _options.Path ?? throw new InvalidOperationException("Path is not set.");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);

        switch (_options.Format)
        {
            case MetricsFormat.Prometheus:
                await ReplaceAsync(path, MetricsText.Prometheus(export.Metrics), cancellationToken).ConfigureAwait(false);
                break;
            case MetricsFormat.Csv:
                await ReplaceAsync(path, MetricsText.Csv(export.Metrics), cancellationToken).ConfigureAwait(false);
                break;
            default:
                var files = new RotatingFile(path, _options.MaxFileBytes, _options.MaxFiles);
                await files.AppendAsync(Encoding.UTF8.GetBytes(MetricsText.JsonLine(export)), cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private static async Task ReplaceAsync(string path, string text, CancellationToken cancellationToken)
    {
        var aside = $"{path}.tmp";
        var file = RotatingFile.Open(aside, FileMode.Create);
        await using (file.ConfigureAwait(false))
            await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
        File.Move(aside, path, overwrite: true);
    }
}
