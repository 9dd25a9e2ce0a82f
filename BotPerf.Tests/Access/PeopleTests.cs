using BotPerf.Web.Access;

namespace BotPerf.Tests.Access;

public sealed class PeopleTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task LastAdministrator_CannotGo()
    {
        await using var fixture = await AccessFixture.OpenAsync();
        var people = fixture.Get<People>();
        var ada = await fixture.AddAsync("ada@example.org", Roles.Admin);
        var bob = await fixture.AddAsync("bob@example.org", Roles.Admin);
        await people.SetDisabledAsync(bob, true, "ada", None);

        await Assert.ThrowsAsync<AccountRefusedException>(() => people.SetRoleAsync(ada, Roles.Viewer, "ada", None));
        await Assert.ThrowsAsync<AccountRefusedException>(() => people.SetDisabledAsync(ada, true, "ada", None));
        await Assert.ThrowsAsync<AccountRefusedException>(() => people.RemoveAsync(ada, "ada", None));

        await people.SetDisabledAsync(bob, false, "ada", None);
        Assert.True(await people.RemoveAsync(ada, "bob", None));
    }

    [Fact]
    public async Task Administrators_WhoDemoteEachOtherAtOnce_LeaveOne()
    {
        await using var fixture = await AccessFixture.OpenAsync();
        var people = fixture.Get<People>();
        var ids = new List<int>();
        foreach (var name in new[] { "ada", "bob", "eve", "kim" })
            ids.Add(await fixture.AddAsync($"{name}@example.org", Roles.Admin));

        var refused = await Task.WhenAll(ids.Select(async id =>
        {
            try
            {
                await people.SetRoleAsync(id, Roles.Viewer, "each other", None);
                return false;
            }
            catch (AccountRefusedException)
            {
                return true;
            }
        }));

        Assert.Single(refused, no => no);
        Assert.Single(await people.ListAsync(null, 0, 9, None), person => person.Role == Roles.Admin);
    }

    [Fact]
    public async Task List_Search_FindsAPartOfTheAddressInPages()
    {
        await using var fixture = await AccessFixture.OpenAsync();
        var people = fixture.Get<People>();
        foreach (var name in new[] { "ada", "bob", "ADAM" })
            await fixture.AddAsync($"{name}@example.org", Roles.Viewer);

        var found = await people.ListAsync(" Ada", 0, 9, None);
        var second = await people.ListAsync(null, found[0].Id, 1, None);

        Assert.Equal(["ada@example.org", "ADAM@example.org"], found.Select(person => person.Email));
        Assert.Equal("bob@example.org", Assert.Single(second).Email);
        Assert.Empty(await people.ListAsync("%", 0, 9, None));
    }

    [Fact]
    public async Task Changes_EachOne_LeavesARowAndUnknownOnesAreTold()
    {
        await using var fixture = await AccessFixture.OpenAsync();
        var people = fixture.Get<People>();
        await fixture.AddAsync("ada@example.org", Roles.Admin);
        var bob = await fixture.AddAsync("bob@example.org", Roles.Viewer);

        Assert.True(await people.SetRoleAsync(bob, Roles.Operator, "ada", None));
        Assert.True(await people.SetRoleAsync(bob, Roles.Operator, "ada", None));
        Assert.True(await people.SetDisabledAsync(bob, true, "ada", None));
        Assert.True((await people.FindAsync(bob, None))!.IsDisabled);
        Assert.True(await people.SetDisabledAsync(bob, false, "ada", None));
        Assert.True(await people.EndSessionsAsync(bob, "ada", None));
        Assert.True(await people.RemoveAsync(bob, "ada", None));
        Assert.False(await people.RemoveAsync(bob, "ada", None));
        Assert.False(await people.SetRoleAsync(bob, Roles.Viewer, "ada", None));
        Assert.False(await people.ResetSecondStepAsync(bob, "ada", None));

        Assert.Equal(
            ["account.created", "account.created", "account.role", "account.disabled", "account.enabled", "account.sessions_ended", "account.removed"],
            await fixture.DeedsAsync());
    }
}
