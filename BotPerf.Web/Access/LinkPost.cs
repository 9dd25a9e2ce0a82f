namespace BotPerf.Web.Access;

/// <summary>
/// How a link reaches somebody by mail. Empty on a server without mail; a folder of a higher rank that can send fills it
/// before the server starts.
/// </summary>
internal sealed class LinkPost
{
    /// <summary>
    /// Sends a link whose path lies on this server; the sender knows the server's public address, which a request could
    /// lie about. Says whether the mail server took it. Null: nobody can.
    /// </summary>
    public Func<NewAccountLink, CancellationToken, Task<bool>>? Send { get; set; }

    /// <summary>Whether it could be sent now: mail may be set up while the server runs.</summary>
    public Func<bool> IsReady { get; set; } = () => true;

    public bool CanSend => Send is not null && IsReady();

    /// <summary>Sends it if that can be done; it is shown to whoever made it all the same.</summary>
    public async Task<bool> TrySendAsync(NewAccountLink link, CancellationToken cancellationToken) =>
        CanSend && await Send!(link, cancellationToken);
}
