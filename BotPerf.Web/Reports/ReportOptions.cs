using System.ComponentModel.DataAnnotations;

namespace BotPerf.Web.Reports;

/// <summary>Section <c>Reports</c>.</summary>
internal sealed class ReportOptions
{
    public const string Section = "Reports";

    /// <summary>The full path of Chromium or Chrome; looked for in the usual places when left out. <c>none</c>: no PDFs are made.</summary>
    public string? Browser { get; set; }

    /// <summary>How long the browser may take for one report.</summary>
    [Range(5, 600)]
    public int PrintSeconds { get; set; } = 60;

    /// <summary>So long a report is kept.</summary>
    [Range(1, 3_660)]
    public int KeepDays { get; set; } = 90;

    /// <summary>So many of the newest of each person are kept, and as many that failed or were cancelled.</summary>
    [Range(1, 10_000)]
    public int KeepCount { get; set; } = 100;

    /// <summary>So much all reports together may take; then whoever has the most loses their oldest.</summary>
    [Range(1_048_576, long.MaxValue)]
    public long KeepBytes { get; set; } = 1_073_741_824;
}
