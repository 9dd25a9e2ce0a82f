using System.Globalization;

namespace BotPerf.Web.Access;

/// <summary>The audit log as a file: the page and REST give the same one.</summary>
internal static class AuditCsv
{
    /// <summary>The newest that match; a file has no pages.</summary>
    public const int MostRows = 10_000;

    public static string Of(IEnumerable<AuditEntry> entries) => Csv.Write(
        "id,at,who,what,subject,address",
        entries.Select(entry => (string[])
        [
            entry.Id.ToString(CultureInfo.InvariantCulture), Csv.Time(entry.At), Csv.Text(entry.Who), Csv.Text(entry.What),
            Csv.Text(entry.Subject), Csv.Text(entry.Address ?? ""),
        ]));
}
