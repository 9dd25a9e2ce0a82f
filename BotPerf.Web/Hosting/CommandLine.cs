using System.Globalization;

namespace BotPerf.Web.Hosting;

/// <summary>What the program was called to do.</summary>
internal abstract record Call
{
    internal sealed record Serve(ServerSettings Settings) : Call;

    internal sealed record Run(string Data, Verb Verb) : Call;

    internal sealed record Help : Call;

    internal sealed record Version : Call;

    internal sealed record Wrong(string Reason) : Call;
}

/// <summary>A command that works on a data folder and ends.</summary>
internal abstract record Verb
{
    internal sealed record AddBot(string Name) : Verb;

    internal sealed record AddUser(string Email, string Role) : Verb;

    internal sealed record AddToken(string Name, string Scope) : Verb;

    internal sealed record Backup(string File) : Verb;

    internal sealed record Restore(string File) : Verb;

    internal sealed record Doctor : Verb;
}

/// <param name="Urls">Null: the environment's, or the default.</param>
/// <param name="History">How long a past the demo is to have; null: none but its own.</param>
internal sealed record ServerSettings(string Data, string? Urls, bool Demo, TimeSpan? History = null)
{
    public const string DefaultUrls = "http://localhost:5080";
}

/// <summary>Reads the command line. Pure: the environment's part comes in as a value.</summary>
internal static class CommandLine
{
    public const string Usage = """
        BotPerf, a performance monitor for chat bots

        Start the server:
          botperf [--urls URL] [--data FOLDER] [--demo [--history LENGTH]]

            --urls URL       where to listen          (default http://localhost:5080, or ASPNETCORE_URLS)
            --data FOLDER    where everything is kept (default ./data, or BOTPERF_DATA)
            --demo           three simulated bots, in ./data/demo unless --data says otherwise
            --history LENGTH gives the demo's bots a past, where they have none: 1h to 90d, such as 30d

        Work on a data folder, with or without a server running on it:
          botperf bots add NAME [--data FOLDER]
              makes a bot; the last line is its ingest key, which is shown only here
          botperf users add EMAIL --role viewer|operator|admin [--data FOLDER]
              the password comes from standard input when that is a pipe or a file; otherwise
              one is made, and is the last line
          botperf tokens add NAME --scope read|operate|admin [--data FOLDER]
              makes an API token for a program; the last line is the token, which is shown only here
          botperf backup FILE [--data FOLDER]
              puts databases and keys into one new file, checked, while the server works
          botperf restore FILE [--data FOLDER]
              puts a backup into an empty data folder; no server may run on it
          botperf doctor [--data FOLDER]
              checks folder, lock, permissions, databases, backups and jobs; exits 0 when all
              is well, else 1

          botperf --help
          botperf --version

        First administrator: set BOTPERF_ADMIN_EMAIL and BOTPERF_ADMIN_PASSWORD before the first start, or
        open the set-up page that the server prints, with the one-time code beside it.
        """;

    private const int LongestHistoryDays = 90;

    private static readonly string[] Roles = ["viewer", "operator", "admin"];
    private static readonly string[] Scopes = ["read", "operate", "admin"];
    private static readonly string[] Flags = ["--demo", "--help", "-h", "--version"];
    private static readonly string[] Valued = ["--urls", "--data", "--role", "--scope", "--history"];

    public static Call Parse(IReadOnlyList<string> args, string? dataFromEnvironment)
    {
        var options = new Dictionary<string, string>();
        var words = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith('-'))
            {
                words.Add(args[i]);
                continue;
            }

            var (name, value) = Split(args[i]);
            if (Flags.Contains(name) && value is null)
            {
                options[name] = "";
                continue;
            }

            if (!Valued.Contains(name))
                return new Call.Wrong($"Unknown option {args[i]}.");

            value ??= i + 1 < args.Count ? args[++i] : "";
            if (value.Length == 0)
                return new Call.Wrong($"{name} needs a value.");
            if (!options.TryAdd(name, value))
                return new Call.Wrong($"{name} is given twice.");
        }

        if (options.ContainsKey("--help") || options.ContainsKey("-h"))
            return new Call.Help();
        if (options.ContainsKey("--version"))
            return new Call.Version();
        return words.Count == 0 ? Server(options, dataFromEnvironment) : Command(words, options, dataFromEnvironment);
    }

    private static Call Server(Dictionary<string, string> options, string? dataFromEnvironment)
    {
        if (options.ContainsKey("--role"))
            return new Call.Wrong("--role belongs to users add.");
        if (options.ContainsKey("--scope"))
            return new Call.Wrong("--scope belongs to tokens add.");

        var demo = options.ContainsKey("--demo");
        var history = options.GetValueOrDefault("--history") is { } text ? Length(text) : null;
        if (options.ContainsKey("--history") && history is null)
            return new Call.Wrong("--history has to be a number of hours or days from 1h to 90d, such as 30d.");
        if (history is not null && !demo)
            return new Call.Wrong("--history belongs to --demo.");

        var data = options.GetValueOrDefault("--data") ?? NullIfEmpty(dataFromEnvironment) ?? (demo ? "data/demo" : "data");
        return new Call.Serve(new ServerSettings(data, options.GetValueOrDefault("--urls"), demo, history));
    }

    private static Call Command(List<string> words, Dictionary<string, string> options, string? dataFromEnvironment)
    {
        var role = options.GetValueOrDefault("--role");
        var scope = options.GetValueOrDefault("--scope");
        if (Missing(words) is { } missing)
            return new Call.Wrong($"{string.Join(' ', words)} needs {missing}.");

        var isUser = words is ["users", "add", _];
        var isToken = words is ["tokens", "add", _];
        if (options.Keys.FirstOrDefault(name =>
                name != "--data" && !(isUser && name == "--role") && !(isToken && name == "--scope")) is { } stray)
            return new Call.Wrong($"{stray} does not belong to {words[0]}.");
        if (isUser && (role is null || !Roles.Contains(role)))
            return new Call.Wrong("users add needs --role viewer, --role operator or --role admin.");
        if (isToken && (scope is null || !Scopes.Contains(scope)))
            return new Call.Wrong("tokens add needs --scope read, --scope operate or --scope admin.");

        Verb? verb = words switch
        {
            ["bots", "add", var name] => new Verb.AddBot(name),
            ["users", "add", var email] => new Verb.AddUser(email, role!),
            ["tokens", "add", var name] => new Verb.AddToken(name, scope!),
            ["backup", var file] => new Verb.Backup(file),
            ["restore", var file] => new Verb.Restore(file),
            ["doctor"] => new Verb.Doctor(),
            _ => null,
        };
        if (verb is null)
            return new Call.Wrong($"Not a command: {string.Join(' ', words)}");

        return new Call.Run(options.GetValueOrDefault("--data") ?? NullIfEmpty(dataFromEnvironment) ?? "data", verb);
    }

    /// <summary>Null when it is not a length of history.</summary>
    private static TimeSpan? Length(string text)
    {
        if (!int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;

        return text[^1] switch
        {
            'h' when number is >= 1 and <= LongestHistoryDays * 24 => TimeSpan.FromHours(number),
            'd' when number is >= 1 and <= LongestHistoryDays => TimeSpan.FromDays(number),
            _ => null,
        };
    }

    private static string? Missing(List<string> words) => words switch
    {
        ["bots" or "tokens", "add"] => "a name",
        ["users", "add"] => "an e-mail address",
        ["backup" or "restore"] => "a file",
        _ => null,
    };

    private static (string Name, string? Value) Split(string option) =>
        option.IndexOf('=') is var at and > 0 ? (option[..at], option[(at + 1)..]) : (option, null);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
