using System.Net;
using BotPerf.Tests.Infrastructure;
using Microsoft.Data.Sqlite;

namespace BotPerf.Tests.Journey;

/// <summary>What people and programs see while another program holds the server's database.</summary>
[Collection(ServerCollection.Name)]
public sealed class StorageTroubleTests
{
    private static readonly Uri s_ready = new("readyz", UriKind.Relative);

    [BrowserFact]
    public async Task Database_HeldByAnother_IsSaidOnEveryPageUntilItIsFree()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var browser = await Browser.OpenAsync(server.Url);
        var dashboard = new Dashboard(browser);
        await dashboard.SignInAsync();
        await dashboard.Page.GotoAsync("/alerts");
        await dashboard.ListeningAsync("search");

        await using (var other = new SqliteConnection($"Data Source={Path.Combine(server.DataFolder, "botperf.db")};Pooling=False"))
        {
            await other.OpenAsync();
            await ExecuteAsync(other, "BEGIN IMMEDIATE;");
            await dashboard.Test("storage-banner").WaitForAsync(Dashboard.Patient);

            Assert.Contains("botperf.db takes no writes", await dashboard.Test("storage-banner").InnerTextAsync(), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.Http.GetAsync(s_ready)).StatusCode);
            await ExecuteAsync(other, "ROLLBACK;");
        }

        await Eventually.TrueAsync("the banner goes", async () => await dashboard.Test("storage-banner").CountAsync() == 0);
        Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync(s_ready)).StatusCode);
        Assert.Empty(browser.ConsoleErrors);
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
