using BotPerf.Tests.Delivery;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Baselines;
using BotPerf.Web.Bots;
using BotPerf.Web.Delivery;
using BotPerf.Web.Delivery.Mail;
using BotPerf.Web.Digests;
using BotPerf.Web.Digests.Continuous;
using BotPerf.Web.Digests.Sending;
using BotPerf.Web.Digests.Subscribing;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Ingest;
using BotPerf.Web.Insights;
using BotPerf.Web.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using BotPerf.Web.Storage.Telemetry;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BotPerf.Tests.Digests;

/// <summary>Digests with their real database and mail, on a clock that the test holds in its hand. Nothing runs by itself.</summary>
internal sealed class DigestServer : IAsyncDisposable
{
    private readonly TempFolder? _temp;
    private readonly ServiceProvider _services;

    private DigestServer(TimeProvider clock, string? folder, IReadOnlyDictionary<string, string?> settings)
    {
        _temp = folder is null ? new TempFolder() : null;
        var data = new DataFolder(folder ?? _temp!.File("data"));
        data.Create();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddSingleton(clock);
        services.AddSingleton(data);
        services.AddAppDb();
        services.AddDataProtection(data);
        services.AddBotPerfBots();
        services.AddTelemetry();
        services.AddBotPerfDelivery();
        services.AddBotPerfLive();
        services.AddBotPerfIngest();
        services.AddBotPerfRollups();
        services.AddBotPerfBaselines();
        services.AddBotPerfHealthScores();
        services.AddBotPerfAlerts();
        services.AddBotPerfInsights();
        services.AddBotPerfDigests();
        _services = services.BuildServiceProvider();
    }

    public SubscriptionDesk Desk => Get<SubscriptionDesk>();

    public SubscriptionQueries Queries => Get<SubscriptionQueries>();

    /// <param name="clock">Its time.</param>
    /// <param name="mail">Where letters leave; null: nowhere.</param>
    /// <param name="folder">Its data; null: one of its own.</param>
    /// <param name="settings">Of the configuration.</param>
    public static async Task<DigestServer> StartAsync(
        TimeProvider clock, MailServerPeer? mail = null, string? folder = null, params (string Name, string Value)[] settings)
    {
        var all = settings.ToDictionary(pair => pair.Name, pair => (string?)pair.Value);
        all["Server:PublicUrl"] = "https://botperf.example.org";
        if (mail is not null)
        {
            foreach (var (name, value) in MailSettingsOf(mail))
                all[name] = value;
        }

        var server = new DigestServer(clock, folder, all);
        await server.Get<AppDb>().OpenAsync(CancellationToken.None);
        using (server.Get<TelemetryDatabase>().OpenWriter())
            await server.Get<BotRegistry>().LoadAsync(CancellationToken.None);
        await server.Get<ChannelStore>().LoadAsync(CancellationToken.None);
        await server.Get<RuleBook>().LoadAsync(CancellationToken.None);
        await server.Get<MailServer>().LoadAsync(CancellationToken.None);
        await server.Get<ChannelReports>().LoadAsync(CancellationToken.None);
        return server;
    }

    public static Dictionary<string, string> MailSettingsOf(MailServerPeer mail) => new()
    {
        ["Mail:Host"] = "127.0.0.1",
        ["Mail:Port"] = mail.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["Mail:Tls"] = "none",
        ["Mail:From"] = "botperf@example.org",
    };

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Somebody with an account, as far as digests know people.</summary>
    public async Task<DigestActor> AddPersonAsync(string email, string role = "viewer")
    {
        await using var context = await ContextAsync();
        var row = new AccountRow
        {
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            SecurityStamp = Guid.NewGuid().ToString(),
            Role = role,
        };
        context.Users.Add(row);
        await context.SaveChangesAsync();
        return new DigestActor(row.Id, email, role == "admin");
    }

    public Task<DigestSubscription> SubscribeAsync(
        DigestActor person, string cadence = "daily", int hour = 8, string zone = "Europe/Berlin", int? channel = null) =>
        Desk.AddAsync(person.AccountId!.Value, new DigestWish(cadence, hour, zone, [], channel), person, CancellationToken.None);

    /// <summary>What the job and the worker do.</summary>
    public async Task RoundAsync()
    {
        await Get<DigestRound>().LookAsync(CancellationToken.None);
        await Get<DigestWorker>().SendDueAsync(CancellationToken.None);
    }

    /// <summary>Time goes on by quarters of an hour, as the job looks.</summary>
    /// <param name="lasting">How long.</param>
    /// <param name="step">More than a quarter where months go by.</param>
    public async Task RunAsync(TimeSpan lasting, TimeSpan? step = null)
    {
        var clock = (ManualClock)Get<TimeProvider>();
        for (var end = clock.GetUtcNow() + lasting; clock.GetUtcNow() < end;)
        {
            clock.Advance(step ?? TimeSpan.FromMinutes(15));
            await RoundAsync();
        }
    }

    /// <summary>As the server itself does it.</summary>
    public Task StartWorkerAsync() => Get<DigestWorker>().StartAsync(CancellationToken.None);

    /// <summary>Somebody else's digest is made, and takes as long as it takes.</summary>
    public (Task Making, TaskCompletionSource<bool> End) OccupyMaking()
    {
        var end = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Get<DigestTurn>().TakeAsync(() => end.Task, Timeout.InfiniteTimeSpan, CancellationToken.None), end);
    }

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<DigestRow>> LedgerAsync()
    {
        await using var context = await ContextAsync();
        return await context.Digests.AsNoTracking().OrderBy(row => row.Period).ThenBy(row => row.Id).ToListAsync();
    }

    public async Task ChangeAsync(Func<AppDbContext, Task> change)
    {
        await using var context = await ContextAsync();
        await change(context);
        await context.SaveChangesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _temp?.Dispose();
    }

    public Task<AppDbContext> ContextAsync() => Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync();
}
