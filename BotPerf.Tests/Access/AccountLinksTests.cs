using BotPerf.Web.Access;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Tests.Access;

public sealed class AccountLinksTests
{
    private const string Bob = "bob@example.org";
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Invite_Link_IsKeptAsAHashAndMakesTheAccountOnce()
    {
        await using var people = await AccessFixture.OpenAsync();
        var links = people.Get<AccountLinks>();

        var made = await links.InviteAsync($" {Bob} ", Roles.Operator, "ada", None);
        var text = TextOf(made);
        var accepted = await links.AcceptAsync(text, AccessFixture.Password, None);

        Assert.StartsWith("/invitation/bpl_", made.Path, StringComparison.Ordinal);
        Assert.Equal(people.Clock.GetUtcNow().AddDays(7), made.Link.ExpiresAt);
        Assert.Equal(Bob, accepted?.Email);
        Assert.Equal(Roles.Operator, Assert.Single(await people.Get<People>().ListAsync(null, 0, 9, None)).Role);
        Assert.Null(await links.InvitationAsync(text, None));
        Assert.Null(await links.AcceptAsync(text, AccessFixture.Password, None));
        Assert.Equal(["invitation.created", "account.created"], await people.DeedsAsync());
        await using var context = await people.ContextAsync();
        Assert.Equal(KeyText.Hash(text), (await context.AccountLinks.SingleAsync()).Hash);
        Assert.DoesNotContain(text[8..], string.Concat(context.Audit.AsEnumerable().Select(row => row.Subject)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accept_WeakPassword_LeavesTheLinkOpen()
    {
        await using var people = await AccessFixture.OpenAsync();
        var links = people.Get<AccountLinks>();
        var text = TextOf(await links.InviteAsync(Bob, Roles.Viewer, "ada", None));

        await Assert.ThrowsAsync<AccountRefusedException>(() => links.AcceptAsync(text, "short", None));

        Assert.NotNull(await links.AcceptAsync(text, AccessFixture.Password, None));
    }

    [Fact]
    public async Task Accept_ManyAtOnce_MakesOneAccount()
    {
        await using var people = await AccessFixture.OpenAsync();
        var links = people.Get<AccountLinks>();
        var text = TextOf(await links.InviteAsync(Bob, Roles.Viewer, "ada", None));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => links.AcceptAsync(text, AccessFixture.Password, None)));

        Assert.Single(answers, answer => answer is not null);
        Assert.Single(await people.Get<People>().ListAsync(null, 0, 9, None));
    }

    [Fact]
    public async Task Invitation_OverWithdrawnOrReplaced_IsWorthNothing()
    {
        await using var people = await AccessFixture.OpenAsync();
        var links = people.Get<AccountLinks>();
        var replaced = TextOf(await links.InviteAsync(Bob, Roles.Admin, "ada", None));
        var over = TextOf(await links.InviteAsync(Bob, Roles.Viewer, "ada", None));
        var made = await links.InviteAsync("eve@example.org", Roles.Viewer, "ada", None);

        Assert.True(await links.WithdrawAsync(made.Link.Id, "ada", None));
        Assert.False(await links.WithdrawAsync(made.Link.Id, "ada", None));
        Assert.Null(await links.AcceptAsync(TextOf(made), AccessFixture.Password, None));
        Assert.Null(await links.AcceptAsync(replaced, AccessFixture.Password, None));
        people.Clock.Advance(TimeSpan.FromDays(7));
        Assert.Null(await links.AcceptAsync(over, AccessFixture.Password, None));
        Assert.Empty(await links.InvitationsAsync(None));
        Assert.Null(await links.InvitationAsync("bpl_", None));
        Assert.Empty(await people.Get<People>().ListAsync(null, 0, 9, None));
    }

    [Theory]
    [InlineData("bob", Roles.Viewer, "email")]
    [InlineData("bob@example.org\r\nBcc: all", Roles.Viewer, "email")]
    [InlineData(Bob, "king", "role")]
    [InlineData(Bob, null, "role")]
    [InlineData("ADA@example.org", Roles.Viewer, null)]
    public async Task Invite_WrongWish_IsRefused(string email, string? role, string? field)
    {
        await using var people = await AccessFixture.OpenAsync();
        await people.AddAsync("ada@example.org", Roles.Admin);

        var refused = await Assert.ThrowsAsync<AccountRefusedException>(
            () => people.Get<AccountLinks>().InviteAsync(email, role, "ada", None));

        Assert.Equal(field, refused.FieldName);
    }

    [Fact]
    public async Task Invite_MoreThanTheLimit_IsRefused()
    {
        await using var people = await AccessFixture.OpenAsync();
        var links = people.Get<AccountLinks>();
        for (var i = 0; i < AccountLinks.MaxInvitations; i++)
            await links.InviteAsync($"b{i}@example.org", Roles.Viewer, "ada", None);

        await Assert.ThrowsAsync<AccountRefusedException>(() => links.InviteAsync(Bob, Roles.Viewer, "ada", None));
    }

    [Fact]
    public async Task PasswordLink_LastsADayWorksOnceAndOfAPersonTheNewestAlone()
    {
        await using var people = await AccessFixture.OpenAsync();
        var links = people.Get<AccountLinks>();
        var bob = await people.AddAsync(Bob, Roles.Viewer);
        var first = TextOf((await links.PasswordLinkAsync(bob, "ada", None))!);
        var second = TextOf((await links.PasswordLinkAsync(bob, "ada", None))!);

        Assert.Null(await links.SetPasswordAsync(first, "another long passphrase", None));
        Assert.Null(await links.AcceptAsync(second, "another long passphrase", None));
        Assert.NotNull(await links.SetPasswordAsync(second, "another long passphrase", None));
        Assert.Null(await links.SetPasswordAsync(second, "yet another passphrase", None));
        var third = TextOf((await links.PasswordLinkAsync(bob, "ada", None))!);
        people.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Null(await links.SetPasswordAsync(third, "yet another passphrase", None));
        Assert.Null(await links.PasswordLinkAsync(4711, "ada", None));
    }

    /// <summary>An account of the same address that comes later is somebody else's.</summary>
    [Fact]
    public async Task PasswordLink_AccountRemoved_IsWorthNothing()
    {
        await using var people = await AccessFixture.OpenAsync();
        var links = people.Get<AccountLinks>();
        var bob = await people.AddAsync(Bob, Roles.Viewer);
        var text = TextOf((await links.PasswordLinkAsync(bob, "ada", None))!);

        await people.Get<People>().RemoveAsync(bob, "ada", None);
        await people.AddAsync(Bob, Roles.Viewer);

        Assert.Null(await links.SetPasswordAsync(text, "another long passphrase", None));
    }

    private static string TextOf(NewAccountLink made) => made.Path.Split('/')[^1];
}
