using System.Net;
using System.Runtime.Versioning;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Hosting;

/// <summary>The server and its command line as programs of their own.</summary>
[Collection(ServerCollection.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class ServerLifeTests
{
    [Fact]
    public async Task Start_AdministratorInTheEnvironment_MaySignIn()
    {
        await using var server = await ServerProcess.StartAsync();
        using var visitor = new Visitor(server.Url);

        using var answer = await visitor.SignInAsync(ServerProcess.AdminEmail, ServerProcess.AdminPassword);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        using var page = await visitor.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.DoesNotContain("Set-up code", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(ServerProcess.AdminPassword, server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SecondServerOnTheFolder_IsRefusedAndSaysWhy()
    {
        await using var server = await ServerProcess.StartAsync();

        var second = await server.CommandLineAsync("--urls", "http://127.0.0.1:0");

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("is in use by the BotPerf server, process", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AfterKill9_TakesTheFolderAgainAndStopsWithin5Seconds()
    {
        await using var server = await ServerProcess.StartAsync();
        await server.Kill9Async();
        await server.StartAgainAsync();

        var key = await server.AddBotAsync("After the kill");
        Assert.StartsWith("bpi_", key, StringComparison.Ordinal);
        Assert.Equal(0, await server.StopGracefullyAsync());
        Assert.False(File.Exists(Path.Combine(server.DataFolder, "botperf.sock")));
    }

    [Fact]
    public async Task Verbs_WithAndWithoutServer_DoTheSame()
    {
        await using var server = await ServerProcess.StartAsync();
        var first = await server.CommandLineAsync("bots", "add", "One");
        var taken = await server.CommandLineAsync("bots", "add", " ONE ");
        var doctor = await server.CommandLineAsync("doctor");
        Assert.Equal(0, first.ExitCode);
        Assert.Matches("^bpi_[0-9A-Za-z]{32}$", first.LastLine);
        Assert.Equal(1, taken.ExitCode);
        Assert.Contains("already", taken.Output, StringComparison.Ordinal);
        Assert.Equal(0, doctor.ExitCode);
        Assert.Contains("lock held by the BotPerf server", doctor.Output, StringComparison.Ordinal);

        Assert.Equal(0, await server.StopGracefullyAsync());
        var second = await server.CommandLineAsync("bots", "add", "Two");
        var again = await server.CommandLineAsync("bots", "add", "two");
        var user = await server.CommandLineAsync("users", "add", "v@example.org", "--role", "viewer");
        var alone = await server.CommandLineAsync("doctor");
        Assert.Equal(0, second.ExitCode);
        Assert.Matches("^bpi_[0-9A-Za-z]{32}$", second.LastLine);
        Assert.Equal(1, again.ExitCode);
        Assert.Equal(0, user.ExitCode);
        Assert.Matches("^[0-9A-Za-z]{20}$", user.LastLine);
        Assert.Equal(0, alone.ExitCode);
        Assert.Contains("lock held by a BotPerf command", alone.Output, StringComparison.Ordinal);

        await server.StartAgainAsync();
        using var visitor = new Visitor(server.Url);
        using var signedIn = await visitor.SignInAsync("v@example.org", user.LastLine);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
    }

    [Fact]
    public async Task UsersAdd_PasswordOnStandardInput_IsTaken()
    {
        await using var server = await ServerProcess.StartAsync();
        var added = await RunAsync(server.DataFolder, "correct horse battery\n", "users", "add", "o@example.org", "--role", "operator");
        Assert.True(added.ExitCode == 0, added.Output);
        Assert.DoesNotContain("correct horse", added.Output, StringComparison.Ordinal);

        using var visitor = new Visitor(server.Url);
        using var signedIn = await visitor.SignInAsync("o@example.org", "correct horse battery");
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
    }

    [Fact]
    public async Task Doctor_DamagedDatabaseAndOpenFolder_NamesBothAndExits1()
    {
        using var folder = new TempFolder();
        Assert.Equal(0, (await RunAsync(folder.Path, "", "bots", "add", "One")).ExitCode);
        await File.WriteAllBytesAsync(folder.File("botperf.db"), [.. Enumerable.Repeat((byte)7, 8192)]);
        File.SetUnixFileMode(folder.Path, File.GetUnixFileMode(folder.Path) | UnixFileMode.OtherRead);

        var doctor = await RunAsync(folder.Path, "", "doctor");

        Assert.Equal(1, doctor.ExitCode);
        Assert.Contains("WRONG botperf.db", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("chmod go-rwx", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongCall_AnyKind_PrintsUsageAndExits2()
    {
        using var folder = new TempFolder();
        foreach (var args in new string[][] { ["--nonsense"], ["bots"], ["users", "add", "a@b.c", "--role", "king"] })
        {
            var call = await RunAsync(folder.Path, "", args);
            Assert.Equal(2, call.ExitCode);
            Assert.Contains("Start the server:", call.Output, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Start_SettingOutOfRange_NamesItAndTheRange()
    {
        using var folder = new TempFolder();
        var start = await ChildProcess.RunAsync(
            "dotnet", [RepositoryFolder.BuiltProgram("BotPerf.Web"), "--urls", "http://127.0.0.1:0", "--data", folder.Path],
            new Dictionary<string, string> { ["Access__SessionDays"] = "0" });

        Assert.Equal(1, start.ExitCode);
        Assert.Contains("Access:SessionDays is 0; it has to be from 1 to 365 days", start.Output, StringComparison.Ordinal);
    }

    private static Task<FinishedProcess> RunAsync(string folder, string input, params string[] args) =>
        ChildProcess.RunAsync("dotnet", [RepositoryFolder.BuiltProgram("BotPerf.Web"), .. args],
            new Dictionary<string, string> { ["BOTPERF_DATA"] = folder }, input);
}
