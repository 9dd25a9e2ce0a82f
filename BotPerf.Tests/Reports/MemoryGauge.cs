namespace BotPerf.Tests.Reports;

/// <summary>Takes what is written, and looks every mebibyte how much memory is held, besides what was held before.</summary>
internal sealed class MemoryGauge(long every = 1_048_576) : Stream
{
    private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);
    private long _untilLook;

    public long Bytes { get; private set; }

    public int Lines { get; private set; }

    public long Most { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => Bytes;

    public override long Position { get => Bytes; set => throw new NotSupportedException(); }

    public void Look() => Most = Math.Max(Most, GC.GetTotalMemory(forceFullCollection: true) - _before);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Bytes += buffer.Length;
        Lines += buffer.Count((byte)'\n');
        if ((_untilLook -= buffer.Length) > 0)
            return;
        _untilLook = every;
        Look();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
