using System.Globalization;
using BotPerf.Tests.Api;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Journey.Month;

/// <summary>From when to when, whole hours; over before the tests begin, so that nothing in it moves.</summary>
internal readonly record struct MonthRange(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>As a page's URL and REST both name it.</summary>
    public string Query => string.Create(CultureInfo.InvariantCulture, $"from={From.UtcDateTime:yyyy-MM-dd'T'HH:mm'Z'}&to={To.UtcDateTime:yyyy-MM-dd'T'HH:mm'Z'}");

    /// <summary>As the pages compare: right before, and as long in whole steps of the month's charts, which are six hours.</summary>
    public MonthRange Before => new(From.AddHours(-6 * Math.Ceiling((To - From).TotalHours / 6)), From);
}

/// <summary>
/// The demo with thirty days behind it. All who ask share the one server, and nobody changes anything on it: filling it takes
/// about a minute.
/// </summary>
public sealed class MonthOfDemo : IAsyncLifetime
{
    public const string Viewer = "vera@example.org";
    public const string Operator = "olga@example.org";
    public const string Password = "a long enough passphrase 1";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private ServerProcess? _server;

    internal ServerProcess Server => _server ?? throw new InvalidOperationException("Without a browser there is no server.");

    /// <summary>May read over REST.</summary>
    internal string Token { get; private set; } = "";

    /// <summary>The bots' numbers by their names.</summary>
    internal IReadOnlyDictionary<string, int> Bots { get; private set; } = new Dictionary<string, int>();

    /// <summary>All that is known but the last hours: by the hour at first, by the minute later.</summary>
    internal MonthRange Month { get; private set; }

    /// <summary>A day of which only hours are left.</summary>
    internal MonthRange DayLongAgo => Day(20);

    /// <summary>A day of which minutes and single executions are there.</summary>
    internal MonthRange DayLately => Day(3);

    public async Task InitializeAsync()
    {
        if (Chromium.Path is null)
            return;

        _server = await ServerProcess.StartAsync(["--demo", "--history", "30d"]);
        var hour = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 3_600 * 3_600);
        Month = new MonthRange(Midnight(hour.AddDays(-28)), hour.AddHours(-1));
        await _server.AddUserAsync(Viewer, "viewer", Password);
        await _server.AddUserAsync(Operator, "operator", Password);
        Token = await _server.AddTokenAsync("month", "read");
        using var rest = new ApiCaller(_server.Url, Token);
        await _server.WaitForLineAsync("The demo has its past", Patience);
        await Eventually.TrueAsync("all bots are live", async () =>
            (await rest.GetAsync("/api/v1/bots"))["items"].EnumerateArray().All(bot => bot.GetProperty("status").GetString() == "live"));
        Bots = (await rest.GetAsync("/api/v1/bots"))["items"].EnumerateArray()
            .ToDictionary(bot => bot.GetProperty("name").GetString()!, bot => bot.GetProperty("id").GetInt32());
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private MonthRange Day(int ago) => new(Midnight(Month.To.AddDays(-ago)), Midnight(Month.To.AddDays(1 - ago)));

    private static DateTimeOffset Midnight(DateTimeOffset at) => new(at.UtcDateTime.Date, TimeSpan.Zero);
}

/// <summary>Tests that read the month; not beside others, like all that start programs.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MonthCollection : ICollectionFixture<MonthOfDemo>
{
    public const string Name = "Month";
}
