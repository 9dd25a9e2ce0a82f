using System.Globalization;
using System.Security.Claims;
using Bunit;
using BotPerf.Tests.Access;
using BotPerf.Web.Access;
using BotPerf.Web.Components.Live;
using BotPerf.Web.Live;
using BotPerf.Web.Storage.App;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace BotPerf.Tests.Components;

/// <summary>Each press asks on the server whether the right still holds, whatever the open page believes.</summary>
public sealed class ActingComponentTests : BunitContext
{
    private const string Email = "olga@example.org";

    [Theory]
    [InlineData("session")]
    [InlineData("role")]
    [InlineData("disabled")]
    [InlineData("removed")]
    [InlineData("password")]
    public async Task Act_RightEndedAMomentAgo_IsRefused(string how)
    {
        await using var fixture = await AccessFixture.OpenAsync();
        await fixture.AddAsync("ada@example.org", Roles.Admin);
        var olga = await fixture.AddAsync(Email, Roles.Admin);
        var button = await RenderAsync(fixture, olga);
        await button.InvokeAsync(button.Instance.PressAsync);
        Assert.Equal((1, null), (button.Instance.Presses, button.Instance.Said));

        var people = fixture.Get<People>();
        await (how switch
        {
            "session" => people.EndSessionsAsync(olga, "ada", CancellationToken.None),
            "role" => people.SetRoleAsync(olga, Roles.Viewer, "ada", CancellationToken.None),
            "disabled" => people.SetDisabledAsync(olga, true, "ada", CancellationToken.None),
            "removed" => people.RemoveAsync(olga, "ada", CancellationToken.None),
            _ => NewPasswordAsync(fixture),
        });
        await button.InvokeAsync(button.Instance.PressAsync);

        Assert.Equal((1, "not you"), (button.Instance.Presses, button.Instance.Said));
    }

    private static async Task<bool> NewPasswordAsync(AccessFixture fixture)
    {
        await using var scope = fixture.Scope();
        return await scope.ServiceProvider.GetRequiredService<Accounts>()
            .SetPasswordAsync(Email, "another long passphrase", "ada", CancellationToken.None);
    }

    private async Task<IRenderedComponent<Button>> RenderAsync(AccessFixture fixture, int olga)
    {
        var session = await fixture.Get<Sessions>().BeginAsync(olga, new Caller("10.0.0.7", "a test"), CancellationToken.None);
        await using var scope = fixture.Scope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AccountRow>>();
        var account = (await users.FindByEmailAsync(Email))!;
        Services.AddSingleton<TimeProvider>(fixture.Clock);
        Services.AddSingleton<LivePulse>();
        Services.AddSingleton(fixture.Get<Rights>());
        AddAuthorization().SetAuthorized(Email).SetPolicies(Policies.Admin).SetClaims(
            new Claim(ClaimTypes.NameIdentifier, olga.ToString(CultureInfo.InvariantCulture)),
            new Claim(users.Options.ClaimsIdentity.SecurityStampClaimType, account.SecurityStamp!), session);
        return Render<Button>();
    }

    public sealed class Button : ActingComponent
    {
        public int Presses { get; private set; }

        public string? Said => Problem;

        protected override string Policy => Policies.Admin;

        protected override string Forbidden => "not you";

        protected override bool Look() => false;

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            // Nothing to see: the test presses.
        }

        public Task PressAsync() => ActAsync(_ =>
        {
            Presses++;
            return Task.CompletedTask;
        });
    }
}
