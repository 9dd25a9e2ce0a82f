using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace BotPerf.Web.Reports.Html;

/// <summary>The one style sheet of a report, which stands in the file itself.</summary>
internal static class ReportSheet
{
    private const string Resource = "BotPerf.Web.Reports.report.css";

    public static string Text { get; } = Read();

    /// <summary>What the file allows: these styles, by their hash, and nothing else; no script, no picture, no address.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'; base-uri 'none'; form-action 'none'";

    /// <summary>
    /// What is sent with a report that is shown. It may be of an older version with another sheet: which one is allowed, the file says.
    /// </summary>
    public const string ViewPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

    private static string Read()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
