using Bunit;
using BotPerf.Web.Components.Bots;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Tests.Components;

public sealed class AddBotFormTests : BunitContext
{
    public AddBotFormTests() => Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));

    [Theory]
    [InlineData("   ", "Give the bot a name.")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789x",
        "The name has 101 characters; 100 is the most.")]
    public void Submit_WrongName_SaysTheRuleAndAddsNothing(string name, string expected)
    {
        var added = new List<string>();
        var form = Render<AddBotForm>(parameters => parameters.Add(p => p.OnAdd, added.Add));

        form.Find("input").Input(name);
        form.Find("form").Submit();

        Assert.Equal(expected, form.Find("#bot-name-help").TextContent);
        Assert.Equal("true", form.Find("input").GetAttribute("aria-invalid"));
        Assert.Empty(added);
    }

    [Fact]
    public void Submit_Name_IsTrimmedAndAdded()
    {
        var added = new List<string>();
        var form = Render<AddBotForm>(parameters => parameters.Add(p => p.OnAdd, added.Add));

        form.Find("input").Input("  Aurora ");
        form.Find("form").Submit();

        Assert.Equal(["Aurora"], added);
    }
}
