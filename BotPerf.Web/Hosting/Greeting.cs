using BotPerf.Web.Access;

namespace BotPerf.Web.Hosting;

/// <summary>What the console shows when the server is up: all that one needs to go on, and nothing else.</summary>
internal static class Greeting
{
    public static string Text(IEnumerable<string> addresses, string folder, Welcome? welcome)
    {
        var address = addresses.FirstOrDefault() ?? "nowhere";
        var lines = new List<string>
        {
            "",
            "  BotPerf is up.",
            "",
            $"    Dashboard    {string.Join("  ", addresses)}",
            $"    Data         {folder}",
        };
        lines.AddRange(welcome switch
        {
            Welcome.SetUp setUp =>
            [
                $"    First visit  {address}{AccessServices.SetUpPath}",
                $"    Set-up code  {setUp.Code}",
            ],
            Welcome.Demo demo =>
            [
                $"    Sign in as   {demo.Email}",
                $"    Password     {demo.Password}",
            ],
            _ => (string[])["    Sign in      with your e-mail address and password"],
        });
        lines.Add("");
        lines.Add("  Ctrl+C stops it.");
        lines.Add("");
        return string.Join(Environment.NewLine, lines);
    }
}
