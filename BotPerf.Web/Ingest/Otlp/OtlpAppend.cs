using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Ingest.Otlp;

/// <summary>
/// Stores an export: the frames of each of its instances, and what their streams have counted up to, all in one transaction.
/// An export that is sent again after a lost answer finds its cumulative points counted.
/// </summary>
internal sealed class OtlpAppend(
    TelemetryCatalog catalog, LiveStore live, BotId bot, int keyId, IReadOnlyList<OtlpSource> sources, int bytes, long receivedUs)
    : WriteWork
{
    private readonly List<FrameAppend> _appends = [];

    /// <summary>What was found to be wrong only in the light of what is stored.</summary>
    public OtlpRefusals Refusals { get; private set; } = new();

    public override long Size => bytes;

    public override void Execute(TelemetryStatements statements)
    {
        _appends.Clear();
        Refusals = new OtlpRefusals();
        foreach (var source in sources)
            Store(statements, source);
    }

    public override void Committed() => _appends.ForEach(append => append.Committed());

    public override void RolledBack()
    {
        for (var i = _appends.Count - 1; i >= 0; i--)
            _appends[i].RolledBack();
        _appends.Clear();
    }

    private void Store(TelemetryStatements statements, OtlpSource source)
    {
        var streams = new OtlpStreams(statements, catalog.FindInstance(bot, source.Instance)?.Id.Value, receivedUs);
        var parts = new OtlpDraft(streams, Refusals, receivedUs).Build(source.Points);
        var append = new FrameAppend(
            catalog, live, new Sender(bot, keyId, source.Instance, Session: null, source.Info), seq: 0, parts, receivedUs);
        _appends.Add(append);
        append.Execute(statements);
        if (append.Refusal is { } fault)
            Refusals.Add(source.Instance, fault, source.Points.Count);
        else
            streams.Save(catalog.FindInstance(bot, source.Instance)!.Id.Value);
    }
}
