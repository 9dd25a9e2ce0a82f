using BotPerf.Web.Digests.Letter;

namespace BotPerf.Web.Digests.Subscribing;

/// <summary>
/// The one click of RFC 8058: a mail program posts <c>List-Unsubscribe=One-Click</c> to the link of the letter, without a
/// cookie, and must not be sent elsewhere. The page's own button posts the same without that field, and is.
/// </summary>
internal static class UnsubscribeCall
{
    private const int MostBody = 1_024;

    public static async Task<IResult> AnswerAsync(HttpContext http, LinkMaker links, SubscriptionDesk desk, CancellationToken cancellationToken)
    {
        var token = http.Request.Query["token"].ToString();
        var isOneClick = await IsOneClickAsync(http.Request, cancellationToken);
        if (links.Read(token) is not { } subscription)
        {
            return isOneClick
                ? Results.Text("This link is not one of this server's.", statusCode: StatusCodes.Status400BadRequest)
                : Results.LocalRedirect(LinkMaker.Path);
        }

        await desk.UnsubscribeAsync(subscription, cancellationToken);
        return isOneClick
            ? Results.Text("You are unsubscribed.")
            : Results.LocalRedirect($"{LinkMaker.Path}?token={Uri.EscapeDataString(token)}");
    }

    // Anybody can send this: a little of it is read, and nothing of it is kept.
    private static async Task<bool> IsOneClickAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostBody];
        var length = 0;
        int read;
        while (length < buffer.Length && (read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
            length += read;
        var text = System.Text.Encoding.UTF8.GetString(buffer, 0, length);
        return text.Contains("List-Unsubscribe", StringComparison.OrdinalIgnoreCase);
    }
}
