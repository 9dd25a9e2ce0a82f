using System.Net;
using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Reports;
using Microsoft.Extensions.Options;

namespace BotPerf.Tests.Reports;

/// <summary>Reports take turns.</summary>
public sealed class ReportTurnsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reports_OfSeveralThatWait_AreMadeOneAtATime()
    {
        if (OperatingSystem.IsWindows())
            return;
        var hanging = _folder.File("hanging");
        await File.WriteAllTextAsync(hanging, "#!/bin/sh\nexec sleep 1000\n");
        File.SetUnixFileMode(hanging, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var server = await LocalServer.StartWithAdaAsync();
        server.Get<IOptions<ReportOptions>>().Value.Browser = hanging;
        using var program = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        var wanted = new { from = MadeReport.Text(TimeProvider.System.GetUtcNow().AddHours(-1)) };
        var ids = new List<int>();
        for (var i = 0; i < 3; i++)
            ids.Add((await program.SendAsync("POST", "/api/v1/reports", wanted))["id"].GetInt32());

        for (var turn = 0; turn < ids.Count; turn++)
        {
            await Eventually.TrueAsync("it is printed", async () => (await OfAsync(ids[turn])).Text("step") is "printing the PDF");
            for (var i = 0; i < ids.Count; i++)
                Assert.Equal(i < turn ? "cancelled" : i == turn ? "making" : "waiting", (await OfAsync(ids[i])).Text("state"));
            Assert.Equal(HttpStatusCode.NoContent, (await program.SendAsync("POST", $"/api/v1/reports/{ids[turn]}/cancel")).Status);
        }

        Task<Answer> OfAsync(int id) => program.GetAsync($"/api/v1/reports/{id}");
    }
}
