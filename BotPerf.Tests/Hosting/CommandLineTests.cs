using BotPerf.Web.Hosting;

namespace BotPerf.Tests.Hosting;

public sealed class CommandLineTests
{
    [Fact]
    public void Parse_Nothing_ServesTheDefaultFolder() =>
        Assert.Equal(new Call.Serve(new ServerSettings("data", Urls: null, Demo: false)), CommandLine.Parse([], null));

    [Fact]
    public void Parse_Options_AreTaken() => Assert.Equal(
        new Call.Serve(new ServerSettings("/srv/b", "http://localhost:1", Demo: true)),
        CommandLine.Parse(["--urls", "http://localhost:1", "--demo", "--data=/srv/b"], "/elsewhere"));

    [Theory]
    [InlineData(null, "data/demo")]
    [InlineData("", "data/demo")]
    [InlineData("/env", "/env")]
    public void Parse_DemoWithoutData_KeepsOutOfTheRealFolder(string? environment, string expected) =>
        Assert.Equal(expected, Assert.IsType<Call.Serve>(CommandLine.Parse(["--demo"], environment)).Settings.Data);

    [Theory]
    [InlineData("1h", 1)]
    [InlineData("36h", 36)]
    [InlineData("30d", 720)]
    [InlineData("90d", 2_160)]
    public void Parse_DemoWithHistory_TakesItsLength(string length, int hours) => Assert.Equal(
        TimeSpan.FromHours(hours), Assert.IsType<Call.Serve>(CommandLine.Parse(["--demo", "--history", length], null)).Settings.History);

    [Fact]
    public void Parse_Verbs_AreKnown()
    {
        Assert.Equal(new Call.Run("/d", new Verb.AddBot("My bot")), CommandLine.Parse(["bots", "add", "My bot"], "/d"));
        Assert.Equal(new Call.Run("data", new Verb.AddUser("a@b.c", "viewer")),
            CommandLine.Parse(["users", "add", "a@b.c", "--role", "viewer"], null));
        Assert.Equal(new Call.Run("/d", new Verb.AddToken("grafana", "read")),
            CommandLine.Parse(["tokens", "add", "grafana", "--scope", "read"], "/d"));
        Assert.Equal(new Call.Run("/d", new Verb.Backup("b.zip")), CommandLine.Parse(["backup", "b.zip"], "/d"));
        Assert.Equal(new Call.Run("/d", new Verb.Restore("b.zip")), CommandLine.Parse(["restore", "b.zip", "--data=/d"], null));
        Assert.Equal(new Call.Run("/d", new Verb.Doctor()), CommandLine.Parse(["--data", "/d", "doctor"], null));
        Assert.IsType<Call.Help>(CommandLine.Parse(["bots", "--help"], null));
        Assert.IsType<Call.Version>(CommandLine.Parse(["--version"], null));
    }

    [Theory]
    [InlineData("--colour")]
    [InlineData("--urls")]
    [InlineData("--data", "")]
    [InlineData("--data", "a", "--data", "b")]
    [InlineData("--demo=yes")]
    [InlineData("--history", "30d")]
    [InlineData("--demo", "--history")]
    [InlineData("--demo", "--history", "0d")]
    [InlineData("--demo", "--history", "91d")]
    [InlineData("--demo", "--history", "d")]
    [InlineData("--demo", "--history", "-1d")]
    [InlineData("--demo", "--history", "a month")]
    [InlineData("--role", "admin")]
    [InlineData("serve")]
    [InlineData("bots")]
    [InlineData("bots", "add")]
    [InlineData("bots", "add", "a", "b")]
    [InlineData("bots", "add", "a", "--demo")]
    [InlineData("users", "add", "a@b.c")]
    [InlineData("users", "add", "a@b.c", "--role", "king")]
    [InlineData("users", "add", "a@b.c", "--role", "viewer", "--scope", "read")]
    [InlineData("tokens", "add", "a")]
    [InlineData("tokens", "add", "a", "--scope", "all")]
    [InlineData("tokens", "add", "a", "--role", "admin")]
    [InlineData("--scope", "read")]
    [InlineData("backup")]
    [InlineData("restore")]
    [InlineData("backup", "a", "b")]
    [InlineData("restore", "a", "--urls", "http://localhost:1")]
    [InlineData("doctor", "--role", "admin")]
    [InlineData("doctor", "--urls", "http://localhost:1")]
    public void Parse_WrongCall_SaysWhy(params string[] args) =>
        Assert.NotEmpty(Assert.IsType<Call.Wrong>(CommandLine.Parse(args, null)).Reason);

    [Theory]
    [InlineData("bots add needs a name.", "bots", "add")]
    [InlineData("users add needs an e-mail address.", "users", "add")]
    [InlineData("users add needs an e-mail address.", "users", "add", "--role", "viewer")]
    [InlineData("tokens add needs a name.", "tokens", "add", "--scope", "read")]
    [InlineData("backup needs a file.", "backup")]
    [InlineData("restore needs a file.", "restore")]
    public void Parse_WithoutItsName_SaysWhatIsMissing(string reason, params string[] args) =>
        Assert.Equal(reason, Assert.IsType<Call.Wrong>(CommandLine.Parse(args, null)).Reason);
}
