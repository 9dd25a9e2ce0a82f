using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Access;

/// <summary>
/// Which sign-ins have been ended. A cookie that was deleted in the browser may live on in another place, and a page
/// that is open in another tab does: both end here. In memory: a restart ends every page, and the browser has forgotten.
/// </summary>
internal sealed class Sessions(IOptions<AccessOptions> options, TimeProvider time)
{
    private const string ClaimType = "botperf:session";
    private readonly ConcurrentDictionary<string, DateTimeOffset> _ended = new();

    /// <summary>The mark that tells this sign-in from the others of the same person.</summary>
    public static Claim New() => new(ClaimType, RandomNumberGenerator.GetHexString(32));

    public static Claim? Of(ClaimsPrincipal user) => user.FindFirst(ClaimType);

    public bool IsEnded(ClaimsPrincipal user) => Of(user) is { } session && _ended.ContainsKey(session.Value);

    public void End(ClaimsPrincipal user)
    {
        var now = time.GetUtcNow();
        // A cookie that old is refused for its age.
        foreach (var (session, until) in _ended)
            if (until < now)
                _ended.TryRemove(session, out _);
        if (Of(user) is { } ending)
            _ended[ending.Value] = now + TimeSpan.FromDays(options.Value.SessionDays);
    }
}
