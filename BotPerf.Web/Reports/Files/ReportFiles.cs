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

    // Measured: the PDF of a page that is one long table has 18 times its bytes, and the browser's profile 7 MiB.
    private const int PrintTimes = 20;
    private const long Profile = 16 * 1_048_576;

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
        var noPdf = await PrintAsync(Path.Combine(place, Html), Path.Combine(place, Pdf), room, cancellationToken);
        return new MadeFiles(shelf.Finish(id), noPdf);

        RoomStream Create(string name) => new(OwnedFile.Create(Path.Combine(place, name)), room);
    }

    // Where there is no room for it, the rest of the report is worth having all the same.
    private async Task<string?> PrintAsync(string from, string to, ReportRoom room, CancellationToken cancellationToken)
    {
        try
        {
            room.AskDisk((PrintTimes * new FileInfo(from).Length) + Profile);
            if (await pdf.PrintAsync(from, to, cancellationToken) is { } why)
                return why;

            room.Take(new FileInfo(to).Length);
            return null;
        }
        catch (IOException full)
        {
            File.Delete(to);
            return $"There is no PDF: {TextCut.OneLine(full.Message, 200)} Open the HTML and print it with your own browser.";
        }
    }
}
