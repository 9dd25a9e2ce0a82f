using System.Globalization;
using BotPerf.Tests.Delivery;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Delivery;
using BotPerf.Web.Delivery.Mail;
using BotPerf.Web.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BotPerf.Tests.Hosting;

[Collection(ServerCollection.Name)]
public sealed class LinkMailTests
{
    private static readonly NewAccountLink Link = new(
        new AccountLink(7, "bob@example.org", null, "forgotten password", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1)),
        "/password/bpl_abc");

    [Fact]
    public async Task Link_WithMailAndAPublicAddress_ArrivesWithTheServersOwnAddress()
    {
        await using var server = await MailServerPeer.StartAsync();
        await using var core = await DeliveryCore.StartAsync(works: false, settings:
        [
            ("Mail:Host", "127.0.0.1"), ("Mail:Port", server.Port.ToString(CultureInfo.InvariantCulture)), ("Mail:Tls", "none"),
            ("Mail:From", "botperf@example.org"), ("Server:PublicUrl", "https://botperf.example.org/here"),
        ]);
        var post = await StartAsync(core);

        Assert.True(post.CanSend);
        var isTaken = await post.TrySendAsync(Link, CancellationToken.None);

        Assert.True(isTaken);
        await Eventually.TrueAsync("the mail server has it", () => server.Letters.Count == 1);
        var letter = server.Letters[0];
        Assert.Equal(["bob@example.org"], letter.To);
        Assert.Contains(
            "https://botperf.example.org/here/password/bpl_abc", letter.Text.Replace("=\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invitation_WithMailAndAPublicAddress_SaysWhoInvitesAsWhat()
    {
        await using var server = await MailServerPeer.StartAsync();
        await using var core = await DeliveryCore.StartAsync(works: false, settings:
        [
            ("Mail:Host", "127.0.0.1"), ("Mail:Port", server.Port.ToString(CultureInfo.InvariantCulture)), ("Mail:Tls", "none"),
            ("Mail:From", "botperf@example.org"), ("Server:PublicUrl", "https://botperf.example.org"),
        ]);
        var invitation = new NewAccountLink(Link.Link with { Role = "operator", CreatedBy = "ada@example.org" }, "/invitation/bpl_abc");

        Assert.True(await (await StartAsync(core)).TrySendAsync(invitation, CancellationToken.None));

        await Eventually.TrueAsync("the mail server has it", () => server.Letters.Count == 1);
        var text = server.Letters[0].Text.Replace("=\r\n", "", StringComparison.Ordinal);
        Assert.Contains("Subject: You are invited to BotPerf", text, StringComparison.Ordinal);
        Assert.Contains("ada@example.org invites you to a BotPerf dashboard as operator", text, StringComparison.Ordinal);
        Assert.Contains("https://botperf.example.org/invitation/bpl_abc", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_WithoutAPublicAddress_CannotBeSent()
    {
        await using var core = await DeliveryCore.StartAsync(works: false, settings:
            [("Mail:Host", "127.0.0.1"), ("Mail:Port", "25"), ("Mail:Tls", "none"), ("Mail:From", "botperf@example.org")]);

        var post = await StartAsync(core);

        Assert.False(post.CanSend);
        Assert.False(await post.TrySendAsync(Link, CancellationToken.None));
    }

    private static async Task<LinkPost> StartAsync(DeliveryCore core)
    {
        var post = new LinkPost();
        await new LinkMail(
            post, core.Get<MailServer>(), core.Get<Mailer>(), core.Get<IOptions<PublicUrlOptions>>(), core.Get<TimeProvider>(),
            NullLogger<LinkMail>.Instance).StartAsync(CancellationToken.None);
        return post;
    }
}
