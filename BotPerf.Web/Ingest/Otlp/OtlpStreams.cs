using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Ingest.Otlp;

/// <summary>
/// The last points of an instance's cumulative streams. They are written with what was counted up to them, in one
/// transaction: neither a lost answer nor a restart counts anything twice or leaves anything out.
/// </summary>
/// <param name="instance">Null while the instance is new: then nothing is known of it.</param>
internal sealed class OtlpStreams(TelemetryStatements statements, int? instance, long nowUs)
{
    public const int MostStreams = WireLimits.MaxSeriesPerInstance;

    // A stream that has not been heard of for so long makes room when there is none; an instance, when a new one comes.
    private static readonly TimeSpan QuietStream = TimeSpan.FromHours(1);
    private static readonly TimeSpan QuietInstance = TimeSpan.FromDays(1);

    private readonly Dictionary<Guid, byte[]> _kept = [];
    private int? _stored;

    public byte[]? Find(Guid stream) => _kept.GetValueOrDefault(stream) ?? FindStored(stream);

    /// <summary>What an earlier export has left; not what this one has.</summary>
    public byte[]? FindStored(Guid stream) => instance is { } known ? statements.ReadOtlpStream(known, stream) : null;

    public void Keep(Guid stream, byte[] point) => _kept[stream] = point;

    /// <summary>Whether the instance may have one more stream.</summary>
    public bool TryMakeRoom()
    {
        _stored ??= instance is { } known ? Stored(known) : 0;
        if (_stored >= MostStreams)
            return false;

        _stored++;
        return true;
    }

    public void Save(int owner)
    {
        if (_kept.Count == 0)
            return;
        if (instance is null)
            statements.DeleteOtlpStreamsOfQuietInstances(nowUs - (long)QuietInstance.TotalMicroseconds);
        foreach (var (stream, point) in _kept)
            statements.WriteOtlpStream(owner, stream, nowUs, point);
    }

    private int Stored(int known)
    {
        var stored = statements.CountOtlpStreams(known);
        return stored < MostStreams ? stored : stored - statements.DeleteOtlpStreams(known, nowUs - (long)QuietStream.TotalMicroseconds);
    }
}
