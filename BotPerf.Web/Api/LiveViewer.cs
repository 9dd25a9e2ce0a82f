using System.Collections.Frozen;
using System.Security.Claims;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.SignalR;

namespace BotPerf.Web.Api;

/// <summary>Somebody on the live hub: who it is, which bots, and what is on its way there.</summary>
internal sealed class LiveViewer(HubCallerContext context, ClaimsPrincipal user, long checkedAt)
{
    private int _sending;
    private int _checking;

    public string Id => context.ConnectionId;

    public ClaimsPrincipal User => user;

    public FrozenSet<BotId> Bots { get; set; } = [];

    /// <summary>When its rights were last found in order.</summary>
    public long CheckedAt { get; set; } = checkedAt;

    public void End() => context.Abort();

    /// <summary>
    /// False while the last frames are still on their way: a slow reader gets the next ones later, and never a pile.
    /// </summary>
    public bool TryBeginSending() => Interlocked.Exchange(ref _sending, 1) == 0;

    public void EndSending() => Volatile.Write(ref _sending, 0);

    public bool TryBeginChecking() => Interlocked.Exchange(ref _checking, 1) == 0;

    public void EndChecking() => Volatile.Write(ref _checking, 0);
}
