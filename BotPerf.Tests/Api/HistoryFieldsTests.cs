using System.Net;
using BotPerf.Tests.Hosting;
using BotPerf.Web.Access;

namespace BotPerf.Tests.Api;

/// <summary>A history of the fields asked for.</summary>
public sealed class HistoryFieldsTests
{
    [Fact]
    public async Task History_SomeFields_HasTheSameFiguresAndNoOthers()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server);
        await bot.PostEveryKindAsync();
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        var path = bot.Path + "/history?metric=command_duration_seconds&labels=command=help";

        var whole = (await caller.GetAsync(path))["series"][0].GetProperty("points")[0];
        var some = (await caller.GetAsync(path + "&fields=p99,count"))["series"][0].GetProperty("points")[0];

        Assert.Equal(["t", "p99", "count"], some.EnumerateObject().Select(field => field.Name));
        foreach (var field in some.EnumerateObject())
            Assert.Equal(whole.GetProperty(field.Name).ToString(), field.Value.ToString());
    }

    [Fact]
    public async Task History_FieldOfAnotherKind_IsRefusedWithThoseThereAre()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var bot = await SentEvents.NewBotAsync(server);
        await bot.PostEveryKindAsync();
        using var caller = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        var refused = (await caller.GetAsync(bot.Path + "/history?metric=command_duration_seconds&fields=p99,last"))
            .Refused(HttpStatusCode.BadRequest);

        Assert.Equal("fields", refused.Text("field"));
        Assert.Contains("p50, p90, p95, p99", refused.Text("detail"), StringComparison.Ordinal);
    }
}
