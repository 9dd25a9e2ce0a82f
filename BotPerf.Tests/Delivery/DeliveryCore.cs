using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using BotPerf.Web.Delivery;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BotPerf.Tests.Delivery;

/// <summary>The real outbox with its real database and senders, and one sender that a test holds in its hand.</summary>
internal sealed class DeliveryCore : IAsyncDisposable
{
    private readonly TempFolder? _temp;
    private readonly ServiceProvider _services;
    private OutboxWorker? _worker;

    private DeliveryCore(string? folder, TimeProvider? clock, IReadOnlyDictionary<string, string?> settings)
    {
        _temp = folder is null ? new TempFolder() : null;
        var data = new DataFolder(folder ?? _temp!.File("data"));
        data.Create();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddSingleton(clock ?? TimeProvider.System);
        services.AddSingleton(data);
        services.AddAppDb();
        services.AddDataProtection(data);
        services.AddBotPerfDelivery();
        services.AddSingleton(Probe);
        services.AddSingleton<IChannelSender>(Probe);
        _services = services.BuildServiceProvider();
    }

    public ProbeSender Probe { get; } = new();

    public Outbox Outbox => Get<Outbox>();

    public ChannelStore Channels => Get<ChannelStore>();

    public ChannelDesk Desk => Get<ChannelDesk>();

    public static async Task<DeliveryCore> StartAsync(
        TimeProvider? clock = null, string? folder = null, bool works = true, params (string Name, string Value)[] settings)
    {
        var core = new DeliveryCore(folder, clock, settings.ToDictionary(pair => pair.Name, pair => (string?)pair.Value));
        await core.Get<AppDb>().OpenAsync(CancellationToken.None);
        if (works)
            await core.WorkAsync();
        else
            await core.Channels.LoadAsync(CancellationToken.None);
        return core;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public async Task WorkAsync()
    {
        _worker = _services.GetServices<IHostedService>().OfType<OutboxWorker>().Single();
        await _worker.StartAsync(CancellationToken.None);
    }

    public async Task<int> AddChannelAsync(string kind, string name = "a channel", int budget = 20, params (string Name, string Value)[] settings) =>
        (await Channels.AddAsync(
            new ChannelDraft(name, kind, true, settings.ToDictionary(pair => pair.Name, pair => pair.Value), budget), "ada@example.org",
            CancellationToken.None)).Id;

    public async Task AddAsync(int channel, params Notice[] notices)
    {
        await using (var context = await Get<IDbContextFactory<AppDbContext>>().CreateDbContextAsync())
        {
            foreach (var notice in notices)
                Outbox.Add(context, channel, notice);
            await context.SaveChangesAsync();
        }

        Outbox.Wake();
    }

    public Notice Notice(string title, string thread = "", NoticeTone tone = NoticeTone.Warning, bool urgent = false) => new(
        "alert", thread.Length > 0 ? thread : "alert:" + title, tone, title, "It is so.", [new NoticeField("Bot", "Atlas")], "/alerts/1",
        Get<TimeProvider>().GetUtcNow(), Urgent: urgent);

    /// <summary>The channel's log, oldest first.</summary>
    public async Task<IReadOnlyList<Letter>> LettersAsync(int channel) =>
        [.. (await Get<ChannelQueries>().LettersAsync(channel, null, long.MaxValue, 1_000, CancellationToken.None)).Reverse()];

    public Task<IReadOnlyList<Letter>> LettersAsync(int channel, string what, Func<IReadOnlyList<Letter>, bool> fits) =>
        Eventually.GetAsync(what, async () => await LettersAsync(channel) is var letters && fits(letters) ? letters : null);

    /// <summary>Time goes on, and the worker looks: it may have been about to lie down when the clock jumped.</summary>
    public void Advance(TimeSpan by)
    {
        ((ManualClock)Get<TimeProvider>()).Advance(by);
        Outbox.Wake();
    }

    /// <summary>As the server stops.</summary>
    public async Task StopAsync()
    {
        if (_worker is not null)
            await _worker.StopAsync(CancellationToken.None);
        _worker = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
        _temp?.Dispose();
    }
}
