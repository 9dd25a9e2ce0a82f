using System.Text;
using BotPerf.Web.Reports.Html;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Backups;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Reports.Files;

/// <summary>What was written of a report.</summary>
/// <param name="NoPdf">Why there is no PDF; null: there is one.</param>
internal sealed record MadeFiles(long Bytes, string? NoPdf);

/// <summary>Writes a report in every form there is, each from the same figures.</summary>
internal sealed class ReportFiles(
    ReportShelf shelf, ReportHtml html, CsvSteps steps, PdfPrinter pdf, DiskSpace disk, IOptions<ReportOptions> options)
{
    public const string Html = "report.html";
    public const string Json = "report.json";
    public const string Pdf = "report.pdf";

    private const int BufferSize = 65_536;

    /// <param name="id">The report's number.</param>
    /// <param name="report">What is written.</param>
    /// <param name="progress">Told a part of one and what is done.</param>
    /// <param name="cancellationToken">Ends the writing; nothing is left then.</param>
    /// <exception cref="IOException">There is no room for it.</exception>
    public async Task<MadeFiles> WriteAsync(int id, Report report, Action<double, string> progress, CancellationToken cancellationToken)
    {
        var place = shelf.Begin(id);
        var room = ReportRoom.Of(options.Value, disk);
        progress(0, "writing HTML and JSON");
        await using (var writer = new StreamWriter(Create(Html), new UTF8Encoding(false), BufferSize))
            await html.WriteAsync(report, writer, cancellationToken);
        await using (var stream = Create(Json))
            await ReportJson.WriteAsync(report, stream, cancellationToken);

        progress(0.2, "writing tables");
        foreach (var table in CsvTables.Of(report.Sections))
        {
            await using var writer = CsvTables.Open(Create(CsvTables.FileOf(table)));
            if (table == CsvTables.Steps)
                await steps.WriteAsync(report, writer, cancellationToken);
            else
                await CsvTables.WriteAsync(table, report, writer, cancellationToken);
        }

        progress(0.5, "printing the PDF");
        room.AskDisk();
        var noPdf = await pdf.PrintAsync(Path.Combine(place, Html), Path.Combine(place, Pdf), cancellationToken);
        if (noPdf is null)
            room.Take(new FileInfo(Path.Combine(place, Pdf)).Length);
        return new MadeFiles(shelf.Finish(id), noPdf);

        RoomStream Create(string name) => new(OwnedFile.Create(Path.Combine(place, name)), room);
    }
}
