using System.Buffers;

namespace BotPerf.Web.Api.Prometheus;

/// <summary>Text that grows piece by piece: none of it is ever copied to make room.</summary>
internal sealed class RenderedBytes : IBufferWriter<byte>
{
    private const int PieceBytes = 64 * 1024;

    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private byte[] _piece = [];
    private int _used;

    public IReadOnlyList<ReadOnlyMemory<byte>> Pieces => [.. _pieces, _piece.AsMemory(0, _used)];

    public void Advance(int count) => _used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_piece.Length - _used < Math.Max(1, sizeHint))
        {
            _pieces.Add(_piece.AsMemory(0, _used));
            (_piece, _used) = (new byte[Math.Max(PieceBytes, sizeHint)], 0);
        }

        return _piece.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
