using System.Buffers.Binary;
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
    // Longer than a stream counts as just begun, by as much as a client's clock may be ahead.
    private static readonly TimeSpan QuietStream = OtlpDraft.JustBegun + TimeSpan.FromMinutes(10);
    private static readonly TimeSpan QuietInstance = TimeSpan.FromDays(1);

    // The row that says up to which beginning streams may have been forgotten.
    private static readonly Guid s_forgotten = Guid.Empty;

    private readonly Dictionary<Guid, byte[]> _stored = [];
    private readonly Dictionary<Guid, byte[]> _kept = [];
    private int? _count;

    /// <summary>Reads what is known of an export's streams, before any of them can make room for another.</summary>
    public void LookUp(IEnumerable<CumulativeStream> streams)
    {
        if (instance is not { } known)
            return;
        foreach (var key in streams.SelectMany(stream => new[] { stream.Key, stream.Metric }).Append(s_forgotten).Distinct())
        {
            if (statements.ReadOtlpStream(known, key) is { } point)
                _stored[key] = point;
        }
    }

    public byte[]? Find(Guid stream) => _kept.GetValueOrDefault(stream) ?? _stored.GetValueOrDefault(stream);

    /// <summary>
    /// Whether a stream that is not known must be new: an earlier export had others of its metric, and none that began as
    /// early as this one has been forgotten.
    /// </summary>
    public bool Vouches(CumulativeStream stream) =>
        _stored.ContainsKey(stream.Metric)
        && (!_stored.TryGetValue(s_forgotten, out var until)
            || stream.StartNs / 1_000 > BinaryPrimitives.ReadUInt64LittleEndian(until));

    public void Keep(Guid stream, byte[] point) => _kept[stream] = point;

    /// <summary>Whether the instance may have one more stream.</summary>
    public bool TryMakeRoom()
    {
        _count ??= instance is { } known ? Count(known) : 0;
        if (_count >= MostStreams)
            return false;

        _count++;
        return true;
    }

    public void Save(int owner)
    {
        if (_kept.Count == 0)
            return;
        if (instance is null)
        {
            statements.DeleteOtlpStreamsOfQuietInstances(
                nowUs - (long)QuietInstance.TotalMicroseconds, s_forgotten, nowUs, ForgottenUntil());
        }

        foreach (var (stream, point) in _kept)
            statements.WriteOtlpStream(owner, stream, nowUs, point);
    }

    private int Count(int known)
    {
        var count = statements.CountOtlpStreams(known);
        if (count < MostStreams)
            return count;

        // What this export brings is not silent.
        foreach (var (stream, point) in _stored)
            statements.WriteOtlpStream(known, stream, nowUs, point);
        var forgotten = statements.DeleteOtlpStreams(known, nowUs - (long)QuietStream.TotalMicroseconds);
        if (forgotten > 0)
            statements.WriteOtlpStream(known, s_forgotten, nowUs, _stored[s_forgotten] = ForgottenUntil());
        return count - forgotten;
    }

    private byte[] ForgottenUntil()
    {
        var until = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(until, (ulong)Math.Max(0, nowUs - (long)OtlpDraft.JustBegun.TotalMicroseconds));
        return until;
    }
}
