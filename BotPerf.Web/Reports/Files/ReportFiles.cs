using System.Text;
using BotPerf.Web.Reports.Html;
using BotPerf.Web.Storage.Backups;

namespace BotPerf.Web.Reports.Files;

/// <summary>What was written of a report.</summary>
/// <param name="NoPdf">Why there is no PDF; null: there is one.</param>
internal sealed record MadeFiles(long Bytes, string? NoPdf);

/// <summary>Writes a report in every form there is, each from the same figures.</summary>
internal sealed class ReportFiles(ReportShelf shelf, ReportHtml html, CsvSteps steps, PdfPrinter pdf)
{
    public const string Html = "report.html";
    public const string Json = "report.json";
    public const string Pdf = "report.pdf";

    /// <param name="id">The report's number.</param>
    /// <param name="report">What is written.</param>
    /// <param name="progress">Told a part of one and what is done.</param>
    /// <param name="cancellationToken">Ends the writing; nothing is left then.</param>
    public async Task<MadeFiles> WriteAsync(int id, Report report, Action<double, string> progress, CancellationToken cancellationToken)
    {
        var place = shelf.Begin(id);
        progress(0, "writing HTML and JSON");
        await using (var writer = new StreamWriter(OwnedFile.Create(Path.Combine(place, Html)), new UTF8Encoding(false)))
            await html.WriteAsync(report, writer);
        await using (var stream = OwnedFile.Create(Path.Combine(place, Json)))
            await ReportJson.WriteAsync(report, stream, cancellationToken);

        progress(0.2, "writing tables");
        foreach (var table in CsvTables.Of(report.Sections))
        {
            await using var writer = CsvTables.Open(Path.Combine(place, CsvTables.FileOf(table)));
            if (table == CsvTables.Steps)
                await steps.WriteAsync(report, writer, cancellationToken);
            else
                await CsvTables.WriteAsync(table, report, writer, cancellationToken);
        }

        progress(0.5, "printing the PDF");
        var noPdf = await pdf.PrintAsync(Path.Combine(place, Html), Path.Combine(place, Pdf), cancellationToken);
        return new MadeFiles(shelf.Finish(id), noPdf);
    }
}
