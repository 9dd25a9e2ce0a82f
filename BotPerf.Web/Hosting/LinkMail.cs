using BotPerf.Web.Access;
using BotPerf.Web.Delivery;
using BotPerf.Web.Delivery.Mail;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Hosting;

/// <summary>Invitations and links for new passwords go by mail, where mail is set up and the server knows its own public address.</summary>
internal sealed class LinkMail(
    LinkPost post, MailServer mail, Mailer mailer, IOptions<PublicUrlOptions> server, TimeProvider time, ILogger<LinkMail> log)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        post.IsReady = () => mail.Current is not null && server.Value.Absolute("/") is not null;
        post.Send = SendAsync;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> SendAsync(NewAccountLink link, CancellationToken cancellationToken)
    {
        if (mail.Current is not { } settings)
            return false;

        var (title, text) = Words(link.Link);
        var notice = new Notice(
            "account", $"link:{link.Link.Id}", NoticeTone.Info, title, text,
            [new NoticeField("Works until", Format.Utc(link.Link.ExpiresAt))], link.Path, time.GetUtcNow());
        var parcel = new Parcel(Guid.NewGuid().ToString(), new Dictionary<string, string>(), notice, [], null)
        {
            Link = server.Value.Absolute(link.Path),
        };
        var result = await mailer.SendAsync(settings, LetterBuilder.Of(parcel, [link.Link.Email]), cancellationToken);
        if (result.Outcome != SendOutcome.Delivered)
            log.LinkNotMailed(result.Words);
        return result.Outcome == SendOutcome.Delivered;
    }

    private static (string Title, string Text) Words(AccountLink link) => link.Role is { } role
        ? ("You are invited to BotPerf",
            $"{link.CreatedBy} invites you to a BotPerf dashboard as {role}. The link below works once, until the time given: open it and choose a password.")
        : ("A new password for BotPerf",
            "Somebody asked for a new password for your account. The link below works once, until the time given. "
            + "If it was not you, do nothing: your password stays.");
}
