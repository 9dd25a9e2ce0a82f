using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>
/// Forgets some sessions of which nothing can come any more: their numbers for series, and which frames were taken. Should
/// one speak again after all, it is asked to define its series anew.
/// </summary>
internal sealed class ForgetSessionsWork(TelemetryCatalog catalog, long beforeUs, long nowUs) : WriteWork
{
    // Each may have defined thousands of series.
    private const int AtOnce = 8;

    private IReadOnlyList<int> _forgotten = [];

    public bool IsOver { get; private set; }

    /// <summary>No frame may stand between the rows that go and the memory that follows them.</summary>
    public override bool IsExclusive => true;

    public override void Execute(TelemetryStatements statements)
    {
        statements.SeeSessions(nowUs);
        _forgotten = statements.QuietSessions(beforeUs, AtOnce);
        foreach (var session in _forgotten)
            statements.DeleteSession(session);
        IsOver = _forgotten.Count == 0;
    }

    public override void Committed()
    {
        foreach (var session in _forgotten)
            catalog.ForgetSession(session);
    }
}

/// <summary>Lets go of a slice of an instance's lifecycle events.</summary>
internal sealed class LetGoLifecycleWork(InstanceId instance, long beforeMinute) : WriteWork
{
    private const int AtOnce = 512;

    public bool IsOver { get; private set; }

    public override void Execute(TelemetryStatements statements) =>
        IsOver = statements.DeleteLifecycle(instance.Value, beforeMinute * 60_000_000, AtOnce) < AtOnce;
}
