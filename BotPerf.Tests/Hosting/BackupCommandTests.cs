using System.Net;
using System.Runtime.Versioning;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Journey;
using BotPerf.Web.Storage;
using Microsoft.Data.Sqlite;

namespace BotPerf.Tests.Hosting;

/// <summary><c>backup</c> and <c>restore</c> as somebody types them.</summary>
[Collection(ServerCollection.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class BackupCommandTests : IDisposable
{
    private readonly TempFolder _temp = new();

    private string Backup => _temp.File("backup.zip");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _temp.Dispose();
    }

    [Fact]
    public async Task Backup_WhileABotSends_RestoresToEverythingThatWasThere()
    {
        await using var server = await ServerProcess.StartAsync();
        var key = await server.AddBotAsync("Aurora");
        await using var bot = SampleBotProcess.Start(server, key, rate: 400);
        await Eventually.TrueAsync(
            "the bot's commands are stored", () => StoredCommands.Read(server.DataFolder).Counted > 1_000);

        var before = StoredCommands.Read(server.DataFolder);
        var backup = await server.CommandLineAsync("backup", Backup);
        var refused = await server.CommandLineAsync("restore", Backup);
        var delivery = await bot.StopAsync();
        Assert.Equal(0, await server.StopGracefullyAsync());
        SqliteConnection.ClearAllPools();
        new DirectoryInfo(server.DataFolder).GetFileSystemInfos().ToList().ForEach(Delete);
        var restore = await server.CommandLineAsync("restore", Backup);
        var again = await server.CommandLineAsync("restore", Backup);
        var after = StoredCommands.Read(server.DataFolder);
        SqliteConnection.ClearAllPools();
        await server.StartAgainAsync();

        Assert.True(backup.ExitCode == 0, backup.Output);
        Assert.Equal(Backup, backup.LastLine);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Stop it", refused.Output, StringComparison.Ordinal);
        Assert.True(restore.ExitCode == 0, restore.Output);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("Restore into an empty data folder", again.Output, StringComparison.Ordinal);
        Assert.InRange(after.Counted, before.Counted, delivery.Executions.Recorded);
        // Not equal: a command that ends while the last frame is cut is counted in one frame and detailed in the next.
        Assert.InRange(after.InDetail, before.InDetail, delivery.Executions.Recorded);
        using var visitor = new Visitor(server.Url);
        using var signedIn = await visitor.SignInAsync(ServerProcess.AdminEmail, ServerProcess.AdminPassword);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        await using var same = SampleBotProcess.Start(server, key, rate: 50);
        await Eventually.TrueAsync(
            "the bot's key is known again", () => StoredCommands.Read(server.DataFolder).Counted > after.Counted);
    }

    [Fact]
    public async Task Backup_KilledInTheMiddle_LeavesNoFileOfThatName()
    {
        var data = new DataFolder(_temp.File("data"));
        Assert.Equal(0, (await RunAsync("bots", "add", "Aurora")).ExitCode);
        Fill(data);

        await using (var killed = ChildProcess.Start(
            "dotnet", [RepositoryFolder.BuiltProgram("BotPerf.Web"), "backup", Backup], Environment))
        {
            await Eventually.TrueAsync("it copies", () => Directory.EnumerateDirectories(_temp.Path, ".backup-*")
                .Any(folder => Directory.EnumerateFiles(folder).Any()));
            await killed.Kill9Async();
        }

        Assert.False(File.Exists(Backup));
        var whole = await RunAsync("backup", Backup);
        Assert.True(whole.ExitCode == 0, whole.Output);
        Assert.True(File.Exists(Backup));
    }

    [Fact]
    public async Task NightlyJob_ServerKilledInTheMiddle_IsMadeUpForAtTheNextStart()
    {
        await using var server = await ServerProcess.StartAsync();
        var token = await server.CommandLineAsync("tokens", "add", "night", "--scope", "admin");
        Assert.Equal(0, await server.StopGracefullyAsync());
        var data = new DataFolder(server.DataFolder);
        Fill(data);
        await server.StartAgainAsync();
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", token.LastLine);

        using (var told = await server.Http.PostAsync(new Uri("api/v1/jobs/backup/run", UriKind.Relative), content: null))
            Assert.Equal(HttpStatusCode.Accepted, told.StatusCode);
        await Eventually.TrueAsync("it copies", () => Directory.Exists(data.Backups)
            && Directory.EnumerateFiles(data.Backups, "*.db", SearchOption.AllDirectories).Any());
        await server.Kill9Async();
        var left = Directory.EnumerateFiles(data.Backups).Count();
        await server.StartAgainAsync();
        var runs = await Eventually.GetAsync("it is made up for", async () =>
        {
            var text = await server.Http.GetStringAsync(new Uri("api/v1/jobs/backup/runs", UriKind.Relative));
            return text.Contains("succeeded", StringComparison.Ordinal) ? text : null;
        });

        Assert.Equal(0, left);
        using var document = System.Text.Json.JsonDocument.Parse(runs);
        Assert.Equal(
            [("catch_up", "succeeded"), ("by_hand", "interrupted")],
            document.RootElement.GetProperty("items").EnumerateArray()
                .Select(run => (run.GetProperty("trigger").GetString(), run.GetProperty("outcome").GetString())));
        Assert.EndsWith(".zip", Assert.Single(Directory.EnumerateFileSystemEntries(data.Backups)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_BackupAndFailedJob_NamesThem()
    {
        var data = new DataFolder(_temp.File("data"));
        Assert.Equal(0, (await RunAsync("bots", "add", "Aurora")).ExitCode);
        var first = await RunAsync("doctor");
        Directory.CreateDirectory(data.Backups);
        await File.WriteAllTextAsync(Path.Combine(data.Backups, "botperf-20200101-023000.zip"), "a backup");
        Execute(data.AppDatabase, """
            INSERT INTO job_run (job, cause, started_at, outcome, text)
            VALUES ('backup', 'schedule', 1577846400000, 'failed', 'The disk is full.')
            """);

        var second = await RunAsync("doctor");

        Assert.Equal(0, first.ExitCode);
        Assert.Contains("ok    there is no backup", first.Output, StringComparison.Ordinal);
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("botperf-20200101-023000.zip", second.Output, StringComparison.Ordinal);
        Assert.Contains("WRONG job backup failed at 2020-01-01 02:40 UTC: The disk is full.", second.Output, StringComparison.Ordinal);
    }

    private Dictionary<string, string> Environment => new() { ["BOTPERF_DATA"] = _temp.File("data") };

    private Task<FinishedProcess> RunAsync(params string[] args) =>
        ChildProcess.RunAsync("dotnet", [RepositoryFolder.BuiltProgram("BotPerf.Web"), .. args], Environment);

    /// <summary>Enough that copying takes longer than a look at the folder.</summary>
    private static void Fill(DataFolder data) => Execute(data.TelemetryDatabase, """
        CREATE TABLE filler AS
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 160) SELECT randomblob(1048576) AS b FROM n
        """);

    private static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Delete(FileSystemInfo one)
    {
        if (one is DirectoryInfo folder)
            folder.Delete(recursive: true);
        else
            one.Delete();
    }
}
