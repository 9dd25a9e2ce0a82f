using System.Runtime.Versioning;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Ingest;
using BotPerf.Tests.Storage.App;
using BotPerf.Web.Bots;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotPerf.Tests.Rollups;

[UnsupportedOSPlatform("windows")]
public sealed class NameQueriesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task Find_ByWords_GivesBotsInstancesAndCommandsTheClosestFirst()
    {
        await using var services = AppDbTests.Services(new DataFolder(_folder.File("app")), _clock);
        await services.GetRequiredService<AppDb>().OpenAsync(CancellationToken.None);
        using var bots = new BotRegistry(services.GetRequiredService<IDbContextFactory<AppDbContext>>(),
            services.GetRequiredService<AppDbReader>(), services.GetRequiredService<AuditTrail>(), _clock, NullLogger<BotRegistry>.Instance);
        await bots.LoadAsync(CancellationToken.None);
        while (bots.Find(IngestCore.Bot) is null)
            await bots.CreateAsync($"Aurora {bots.All.Count + 1}", "ada@example.org", CancellationToken.None);
        await using var core = await IngestCore.OpenAsync(_folder, _clock);
        var frames = new FrameMaker();
        await core.PushAsync(frames.Add(frames.Add(frames.Commands(core.NowUs, "unplay", 1), "playlist", 1), "play", 1), "player-0");
        var names = new NameQueries(bots, core.Catalog, core.Live);

        Assert.Equal(["play", "player-0", "playlist", "unplay"], names.Find("PLAY", 20).Select(found => found.Name));
        Assert.Equal(["playlist"], names.Find("list aurora", 20).Select(found => found.Name));
        Assert.Equal("Aurora 7", names.Find("aurora 7", 20)[0].Name);
        Assert.Equal(IngestCore.Bot, names.Find("unplay", 20).Single().Bot);
        Assert.Equal(3, names.Find("aurora", 3).Count);
        Assert.Empty(names.Find("nothing of the kind", 20));
    }
}
