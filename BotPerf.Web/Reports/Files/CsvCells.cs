using CsvHelper;

namespace BotPerf.Web.Reports.Files;

/// <summary>Cells of a table by what they are: text is made neutral, a figure or time that is not known is empty.</summary>
internal static class CsvCells
{
    public static CsvWriter Cells(this CsvWriter csv, params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
            csv.WriteField(Csv.Neutral(text ?? ""));
        return csv;
    }

    public static CsvWriter Cells(this CsvWriter csv, params ReadOnlySpan<double?> figures)
    {
        foreach (var figure in figures)
            csv.WriteField(figure is { } known && double.IsFinite(known) ? Csv.Figure(known) : "");
        return csv;
    }

    public static CsvWriter Cells(this CsvWriter csv, params ReadOnlySpan<DateTimeOffset?> times)
    {
        foreach (var time in times)
            csv.WriteField(time is { } at ? Csv.Time(at) : "");
        return csv;
    }
}
