namespace BotPerf.Web.Storage.Telemetry;

/// <summary>Gives a slice of what deleted rows have left free back to the file system.</summary>
internal sealed class VacuumWork : WriteWork
{
    // Four megabytes of pages: a few milliseconds.
    private const int PagesAtOnce = 256;

    // What comes next takes free pages; only those beyond these sixteen megabytes are given back.
    private const long PagesLeft = 1_024;

    /// <summary>How many were given back; 0 when it is enough.</summary>
    public long Pages { get; private set; }

    public override void Execute(TelemetryStatements statements)
    {
        var free = statements.FreePages();
        if (free <= PagesLeft)
            return;

        statements.GiveBack(PagesAtOnce);
        Pages = free - statements.FreePages();
    }
}
