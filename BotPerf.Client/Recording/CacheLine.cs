using System.Runtime.CompilerServices;

namespace BotPerf.Client.Recording;

/// <summary>
/// Distance. The runtime lays out a class's structs last, so an object that ends with this never shares a cache line with
/// the object behind it, and two threads that write two stripes never wait for each other's caches.
/// </summary>
[InlineArray(8)]
internal struct CacheLine
{
#pragma warning disable IDE0044, IDE0051, CA1823 // Only its size matters.
    private long _first;
#pragma warning restore IDE0044, IDE0051, CA1823
}
