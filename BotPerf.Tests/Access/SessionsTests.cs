using System.Security.Claims;
using BotPerf.Web.Access;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BotPerf.Tests.Access;

public sealed class SessionsTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Caller Phone = new("10.0.0.7", "Safari on iPhone");

    [Fact]
    public async Task Session_AfterARestart_IsOpenUntilItIsEnded()
    {
        await using var fixture = await AccessFixture.OpenAsync();
        var ada = await fixture.AddAsync("ada@example.org", Roles.Viewer);
        var before = fixture.Get<Sessions>();
        var kept = await SignInAsync(before, ada);
        var ended = await SignInAsync(before, ada);
        await before.EndAsync(ended, None);

        var after = await RestartedAsync(fixture);

        Assert.True(after.IsOpen(kept));
        Assert.False(after.IsOpen(ended));
        Assert.False(after.IsOpen(new ClaimsPrincipal(new ClaimsIdentity("a cookie without a session"))));
        Assert.Equal((Phone.Device, Phone.Address), (after.Of(ada)[0].Device, after.Of(ada)[0].Address));
    }

    [Fact]
    public async Task Session_NotSeenForTheDaysOfASession_IsOver()
    {
        await using var fixture = await AccessFixture.OpenAsync();
        var ada = await fixture.AddAsync("ada@example.org", Roles.Viewer);
        var sessions = fixture.Get<Sessions>();
        var used = await SignInAsync(sessions, ada);
        var left = await SignInAsync(sessions, ada);

        fixture.Clock.Advance(TimeSpan.FromDays(13));
        sessions.Seen(used);
        await sessions.WriteUseAsync(None);
        fixture.Clock.Advance(TimeSpan.FromDays(2));

        Assert.True(sessions.IsOpen(used));
        Assert.False(sessions.IsOpen(left));
        Assert.True((await RestartedAsync(fixture)).IsOpen(used));
        Assert.Single(sessions.Of(ada));
        await SignInAsync(sessions, ada);
        await using var context = await fixture.ContextAsync();
        Assert.Equal(2, await context.AccountSessions.CountAsync());
    }

    [Fact]
    public async Task Begin_MoreThanOneMayHave_EndsTheOneUsedLongestAgo()
    {
        await using var fixture = await AccessFixture.OpenAsync();
        var ada = await fixture.AddAsync("ada@example.org", Roles.Viewer);
        var sessions = fixture.Get<Sessions>();
        var first = await SignInAsync(sessions, ada);
        var second = await SignInAsync(sessions, ada);
        for (var i = 2; i < Sessions.MaxOfOne; i++)
            await SignInAsync(sessions, ada);
        fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        sessions.Seen(first);

        await SignInAsync(sessions, ada);

        Assert.True(sessions.IsOpen(first));
        Assert.Equal(Sessions.MaxOfOne, sessions.Of(ada).Count);
        Assert.Equal(Sessions.MaxOfOne, (await RestartedAsync(fixture)).Of(ada).Count);
        Assert.NotNull(second);
    }

    [Fact]
    public async Task EndAll_ExceptOnesOwn_EndsTheOthersOfThatPersonAlone()
    {
        await using var fixture = await AccessFixture.OpenAsync();
        var ada = await fixture.AddAsync("ada@example.org", Roles.Viewer);
        var bob = await fixture.AddAsync("bob@example.org", Roles.Viewer);
        var sessions = fixture.Get<Sessions>();
        var (own, other, his) = (await SignInAsync(sessions, ada), await SignInAsync(sessions, ada), await SignInAsync(sessions, bob));

        Assert.False(await sessions.EndAsync(bob, sessions.IdOf(own)!.Value, None));
        await sessions.EndAllAsync(ada, except: own, None);

        Assert.Equal((true, false, true), (sessions.IsOpen(own), sessions.IsOpen(other), sessions.IsOpen(his)));
        await fixture.Get<People>().RemoveAsync(bob, "ada", None);
        Assert.False(sessions.IsOpen(his));
        Assert.Equal(own.FindFirst(claim => claim.Type.EndsWith("session", StringComparison.Ordinal))!.Value,
            Assert.Single(await fixture.Get<AppDbReader>().SessionsAsync(None)).Mark);
    }

    private static async Task<ClaimsPrincipal> SignInAsync(Sessions sessions, int account) =>
        new(new ClaimsIdentity([await sessions.BeginAsync(account, Phone, None)], "a test"));

    private static async Task<Sessions> RestartedAsync(AccessFixture fixture)
    {
        var sessions = new Sessions(
            fixture.Get<IDbContextFactory<AppDbContext>>(), fixture.Get<AppDbReader>(), fixture.Get<AppDbGate>(),
            Options.Create(new AccessOptions()), fixture.Clock);
        await sessions.LoadAsync(None);
        return sessions;
    }
}
