using Bunit;
using BotPerf.Web.Bots;
using BotPerf.Web.Components.Bots;
using BotPerf.Web.Storage;

namespace BotPerf.Tests.Components;

public sealed class BotNamingTests : BunitContext
{
    private static readonly Bot Aurora = new(new BotId(4), "Aurora", new DateTimeOffset(2026, 11, 21, 4, 0, 0, TimeSpan.Zero), []);

    private readonly List<(BotId, string)> _renamed = [];
    private readonly List<BotId> _deleted = [];

    [Fact]
    public void Rename_NewName_IsTrimmedAndHandedOn()
    {
        var part = Show();

        part.Find("[data-testid=rename]").Click();
        part.Find("[data-testid=rename-name]").Input("  Borealis ");
        part.Find("form").Submit();

        Assert.Equal([(Aurora.Id, "Borealis")], _renamed);
        Assert.Empty(part.FindAll("form"));
    }

    [Fact]
    public void Delete_IsAskedFirst_AndSaysWhatIsLost()
    {
        var part = Show();

        part.Find("[data-testid=delete]").Click();
        Assert.Empty(_deleted);
        Assert.Contains("everything it has sent", part.Find("[role=alertdialog]").TextContent, StringComparison.Ordinal);
        part.Find("[data-testid=delete-confirm]").Click();

        Assert.Equal([Aurora.Id], _deleted);
    }

    private IRenderedComponent<BotNaming> Show() => Render<BotNaming>(parameters => parameters
        .Add(p => p.Bot, Aurora).Add(p => p.OnRename, _renamed.Add).Add(p => p.OnDelete, _deleted.Add));
}
