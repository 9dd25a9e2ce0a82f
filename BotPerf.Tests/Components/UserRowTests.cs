using Bunit;
using BotPerf.Web.Access;
using BotPerf.Web.Components.Users;

namespace BotPerf.Tests.Components;

public sealed class UserRowTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 4, 0, 0, TimeSpan.Zero);
    private readonly List<UserAct> _acts = [];

    [Fact]
    public void Remove_AsksFirst()
    {
        var row = Row(Bob);

        row.Find("[data-testid=remove]").Click();
        Assert.Empty(_acts);
        row.Find("[data-testid=act-confirm]").Click();

        Assert.Equal([new UserAct.Remove(7)], _acts);
    }

    [Fact]
    public void Role_Chosen_IsAskedFor()
    {
        Row(Bob).Find("[data-testid=set-role]").Change(Roles.Operator);

        Assert.Equal([new UserAct.Role(7, Roles.Operator)], _acts);
    }

    [Fact]
    public void Row_DisabledWithSecondStep_SaysSoAndOffersTheWayBack()
    {
        var row = Row(Bob with { IsDisabled = true, HasSecondStep = true, LastSignInAt = Now.AddDays(-3), Sessions = 0 });

        Assert.Contains("disabled", row.Find(".state").TextContent, StringComparison.Ordinal);
        Assert.Equal("signed in 3 d ago", row.Find("[data-testid=last-sign-in]").TextContent);
        Assert.Empty(row.FindAll("[data-testid=disable]"));
        Assert.True(row.Find("[data-testid=sign-out-all]").HasAttribute("disabled"));
        row.Find("[data-testid=enable]").Click();
        row.Find("[data-testid=reset-second-step]").Click();
        row.Find("[data-testid=act-confirm]").Click();

        Assert.Equal([new UserAct.Disable(7, false), new UserAct.ResetSecondStep(7)], _acts);
    }

    [Fact]
    public void Row_HostileAddress_IsText()
    {
        var row = Row(Bob with { Email = "<b>x</b>@example.org" });

        Assert.Empty(row.FindAll("b"));
        Assert.Contains("<b>x</b>@example.org", row.Find(".who").TextContent, StringComparison.Ordinal);
    }

    private static Person Bob { get; } = new(7, "bob@example.org", Roles.Viewer, false, false, Now.AddDays(-9), null, 1);

    private IRenderedComponent<UserRow> Row(Person person)
    {
        var row = Render<UserRow>(parameters => parameters
            .Add(part => part.Account, person).Add(part => part.Now, Now).Add(part => part.OnAct, _acts.Add));
        row.Find("[data-testid=manage]").Click();
        return row;
    }
}
