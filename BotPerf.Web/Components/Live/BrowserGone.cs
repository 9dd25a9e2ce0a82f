using Microsoft.JSInterop;

namespace BotPerf.Web.Components.Live;

/// <summary>
/// A call into a browser that has left in the meantime. Nothing is lost with it: a page that comes back is a new one.
/// </summary>
internal static class BrowserGone
{
    /// <summary>What a call that began after the end throws, and what one throws that the end overtook.</summary>
    public static bool Is(Exception error) => error is JSDisconnectedException or TaskCanceledException;
}
