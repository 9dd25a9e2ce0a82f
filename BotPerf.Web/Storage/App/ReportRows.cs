namespace BotPerf.Web.Storage.App;

/// <summary>A report that somebody wanted, and what became of it. Its files lie in the data folder under its number.</summary>
internal sealed class ReportRow
{
    public int Id { get; set; }

    /// <summary>Whose it is; null: a program's.</summary>
    public int? AccountId { get; set; }

    /// <summary>Whose it is, when it is a program's.</summary>
    public int? TokenId { get; set; }

    /// <summary>The owner's name at that time.</summary>
    public required string Owner { get; set; }

    public required string Title { get; set; }

    /// <summary>Numbers with commas between; empty: all.</summary>
    public required string Bots { get; set; }

    public required string Sections { get; set; }

    public required string Zone { get; set; }

    public DateTimeOffset WindowFrom { get; set; }

    public DateTimeOffset WindowTo { get; set; }

    /// <summary>The beginning of what it is compared with, which ends where the window begins.</summary>
    public DateTimeOffset BeforeFrom { get; set; }

    /// <summary>Whoever changes the row changes it only as long as this is what was read.</summary>
    public required string State { get; set; }

    /// <summary>Why it failed.</summary>
    public string? Problem { get; set; }

    /// <summary>Why there is no PDF.</summary>
    public string? NoPdf { get; set; }

    /// <summary>How often it was begun: what ends the server is not begun for ever.</summary>
    public int Attempts { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>All its files together.</summary>
    public long Bytes { get; set; }

    public int? ScheduleId { get; set; }

    /// <summary>Of a schedule, which period: there is one report of each.</summary>
    public string? PeriodKey { get; set; }
}

/// <summary>Reports that are to be made again and again.</summary>
internal sealed class ReportScheduleRow
{
    public int Id { get; set; }

    public int? AccountId { get; set; }

    public int? TokenId { get; set; }

    public required string Owner { get; set; }

    public required string Title { get; set; }

    public required string Bots { get; set; }

    public required string Sections { get; set; }

    public required string Zone { get; set; }

    /// <summary>daily, weekly or monthly.</summary>
    public required string Period { get; set; }

    /// <summary>Of the zone's clock, 0 to 23.</summary>
    public int Hour { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset NextAt { get; set; }
}
