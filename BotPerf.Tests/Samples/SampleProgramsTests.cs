using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Bots;
using BotPerf.Web.Rollups;

namespace BotPerf.Tests.Samples;

/// <summary>Each program of samples/, run as its page in docs/connect says, against a real server.</summary>
[Collection(ServerCollection.Name)]
public sealed partial class SampleProgramsTests
{
    private static readonly TimeSpan Range = TimeSpan.FromHours(1);

    [Theory]
    [InlineData("PlainBot")]
    [InlineData("WorkerBot")]
    public Task DotNet_EveryCommandItAnswered_IsOnTheServer(string project) =>
        RunAsync("dotnet", [RepositoryFolder.BuiltProgram(project, "samples")]);

    [Fact]
    public Task JavaScriptOverSignalR_EveryCommandItAnswered_IsOnTheServer() => RunNodeAsync("javascript-signalr");

    [Fact]
    public Task JavaScriptOverOpenTelemetry_EveryCommandItAnswered_IsOnTheServer() => RunNodeAsync("javascript-opentelemetry");

    [Fact]
    public Task PythonOverHttp_EveryCommandItAnswered_IsOnTheServer() =>
        RunAsync("python3", ["-u", RepositoryFolder.File("samples", "python-http", "bot.py")]);

    [Fact]
    public async Task Curl_ItsCommands_AreOnTheServer()
    {
        await using var server = await LocalServer.StartAsync();
        var bot = await AddBotAsync(server);

        var run = await ChildProcess.RunAsync("sh", [RepositoryFolder.File("samples", "curl", "push.sh")], Environment(server, bot));

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains("\"accepted\":3", run.Output, StringComparison.Ordinal);
        var row = Assert.Single(await CommandsAsync(server, bot));
        Assert.Equal(("backup", "Jobs", 2L, 1L), (row.Name, row.Module, row.Count, row.Errors));
    }

    [Fact]
    public async Task JavaScriptOverSignalR_RefusedKey_SaysSoAndEndsWhenAsked()
    {
        using var folder = new TempFolder();
        var bot = CopyNode(folder, "javascript-signalr");

        await RefusedAsync("node", bot);
    }

    [Fact]
    public Task PythonOverHttp_RefusedKey_SaysSoAndEndsWhenAsked() =>
        RefusedAsync("python3", "-u", RepositoryFolder.File("samples", "python-http", "bot.py"));

    [Theory]
    [InlineData("javascript-signalr")]
    [InlineData("javascript-opentelemetry")]
    public void NodeSample_ItsPackages_AreTheOnesItWasRunWith(string sample)
    {
        var wanted = Packages(RepositoryFolder.File("samples", sample, "package.json"));
        var installed = Packages(RepositoryFolder.File("BotPerf.Tests", "Peers", "package.json"));

        Assert.NotEmpty(wanted);
        Assert.All(wanted, package => Assert.Equal(package.Value, installed[package.Key]));
    }

    private static async Task RunNodeAsync(string sample)
    {
        using var folder = new TempFolder();
        await RunAsync("node", [CopyNode(folder, sample)]);
    }

    /// <summary>Copied out of the repository, so that it finds the packages the tests have installed.</summary>
    private static string CopyNode(TempFolder folder, string sample)
    {
        foreach (var file in Directory.EnumerateFiles(RepositoryFolder.File("samples", sample)))
            File.Copy(file, folder.File(Path.GetFileName(file)));
        Directory.CreateSymbolicLink(
            folder.File("node_modules"), RepositoryFolder.File("BotPerf.Tests", "Peers", "node_modules"));
        return folder.File("bot.mjs");
    }

    private static async Task RefusedAsync(string program, params string[] arguments)
    {
        await using var server = await LocalServer.StartAsync();
        var bot = await AddBotAsync(server);
        await using var process = ChildProcess.Start(program, arguments, new Dictionary<string, string>(Environment(server, bot))
        {
            ["BOTPERF_KEY"] = "bpi_" + new string('0', 43),
        });
        await process.WaitForLineAsync(
            line => line.StartsWith("BotPerf refuses the key", StringComparison.Ordinal), "word of the refused key");

        var code = await process.StopGracefullyAsync();

        Assert.True(code == 0, $"It ended with {code}:\n{process.Output}");
        Assert.Matches("the server has 0 events, [1-9][0-9]* were lost", process.Output);
    }

    private static async Task RunAsync(string program, IReadOnlyList<string> arguments)
    {
        await using var server = await LocalServer.StartAsync();
        var bot = await AddBotAsync(server);
        await using var process = ChildProcess.Start(program, arguments, Environment(server, bot));
        await Eventually.TrueAsync(
            "the first commands on the server", async () => (await CommandsAsync(server, bot)).Count > 0);

        var code = await process.StopGracefullyAsync();

        Assert.True(code == 0, $"It ended with {code}:\n{process.Output}");
        var answered = AnsweredCommands().Match(process.Output);
        Assert.True(answered.Success, process.Output);
        Assert.DoesNotMatch("[1-9][0-9]* were lost", process.Output);
        var row = Assert.Single(await CommandsAsync(server, bot));
        Assert.Equal(("help", "General"), (row.Name, row.Module));
        Assert.Equal(long.Parse(answered.Groups[1].Value, CultureInfo.InvariantCulture), row.Count);
        Assert.InRange(row.P95Ms, 5, 500);
    }

    private static Task<NewBot> AddBotAsync(LocalServer server) =>
        server.Get<BotRegistry>().CreateAsync("Sample", "a test", CancellationToken.None);

    private static Dictionary<string, string> Environment(LocalServer server, NewBot bot) => new()
    {
        ["BOTPERF_URL"] = server.Url.ToString().TrimEnd('/'),
        ["BOTPERF_KEY"] = bot.Key.Text,
    };

    private static async Task<IReadOnlyList<CommandRow>> CommandsAsync(LocalServer server, NewBot bot)
    {
        var now = TimeProvider.System.GetUtcNow();
        var table = await server.Get<CommandQueries>()
            .TableAsync(bot.Bot.Id, null, now - Range, now.AddMinutes(1), CancellationToken.None);
        return table.Rows;
    }

    private static Dictionary<string, string> Packages(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return json.RootElement.GetProperty("dependencies").Deserialize<Dictionary<string, string>>()!;
    }

    [GeneratedRegex(@"(\d+) commands answered")]
    private static partial Regex AnsweredCommands();
}
