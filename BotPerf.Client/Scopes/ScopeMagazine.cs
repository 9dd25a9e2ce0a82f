namespace BotPerf.Client.Scopes;

/// <summary>
/// A thread's own store of scopes. Scopes that begin on one thread and end on another wander through the depot, half a
/// magazine at a time, so that nothing is allocated in the long run and no lock is taken for each.
/// </summary>
internal sealed class ScopeMagazine
{
    private const int Size = 32;

    private readonly OpenScope?[] _scopes = new OpenScope?[Size];
    private int _count;

    public OpenScope Take()
    {
        var index = _count - 1;
        var scopes = _scopes;
        if ((uint)index >= (uint)scopes.Length)
            return TakeFromDepot();

        _count = index;
        return scopes[index]!;
    }

    public void Return(OpenScope scope)
    {
        var index = _count;
        var scopes = _scopes;
        if ((uint)index >= (uint)scopes.Length)
        {
            ReturnToDepot(scope);
            return;
        }

        scopes[index] = scope;
        _count = index + 1;
    }

    private OpenScope TakeFromDepot()
    {
        _count = Depot.Take(_scopes.AsSpan(0, Size / 2));
        return _count > 0 ? _scopes[--_count]! : new OpenScope();
    }

    private void ReturnToDepot(OpenScope scope)
    {
        Depot.Put(_scopes.AsSpan(Size / 2));
        _count = Size / 2;
        Return(scope);
    }

    private static class Depot
    {
        // More scopes than these are never open at once in a bot that is well; the collector takes the rest.
        private const int Capacity = 4096;
        private static readonly Lock s_gate = new();
        private static readonly OpenScope?[] s_scopes = new OpenScope?[Capacity];
        private static int s_count;

        public static int Take(Span<OpenScope?> into)
        {
            lock (s_gate)
            {
                var taken = Math.Min(s_count, into.Length);
                s_count -= taken;
                s_scopes.AsSpan(s_count, taken).CopyTo(into);
                return taken;
            }
        }

        public static void Put(ReadOnlySpan<OpenScope?> from)
        {
            lock (s_gate)
            {
                var put = Math.Min(from.Length, Capacity - s_count);
                from[..put].CopyTo(s_scopes.AsSpan(s_count));
                s_count += put;
            }
        }
    }
}
