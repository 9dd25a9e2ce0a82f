using BotPerf.Web.Alerts;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Digests.Content;
using BotPerf.Web.Digests.Letter;
using BotPerf.Web.HealthScores;
using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;

namespace BotPerf.Tests.Digests;

/// <summary>A bad day with everything in it.</summary>
internal static class SampleDigest
{
    public const string Hostile = "<img src=x onerror=alert(1)> http://evil.example/?a=\"b\"&c \u202Egnp.exe";

    public static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public static readonly CalendarPeriod Period = PeriodCalendar.Of(new PeriodSchedule(Cadence.Daily, 8, Berlin), new DateOnly(2026, 11, 20));

    public static readonly DateTimeOffset Now = Period.DueAt.AddMinutes(3);

    public static readonly DigestLinks Links = new(
        path => new Uri("https://botperf.example.org" + path), new Uri("https://botperf.example.org/unsubscribe?token=abc"));

    public static Digest BadDay { get; } = Of(
    [
        Bot(1, "Jukebox", Figures with
        {
            Now = new DigestUsage(48_213, 3_471, 2_140), Before = new DigestUsage(52_107, 521, 812), Health = 43.2, Lost = 128,
            Changes = [Change("play", 0.8, 2.1, ChangeVerdict.Worse), Change("queue", 0.4, 0.2, ChangeVerdict.Better)],
        }) with
        {
            Alerts =
            [
                Opened(Alert(11, 1, "Offline", "", AlertSeverity.Critical, 26, 68, 120, "seconds")),
                Opened(Alert(12, 6, "Slow command", """["command","play"]""", AlertSeverity.Critical, 1_000, null, 6.43, "seconds") with { AcknowledgedBy = "grace@example.org" }),
                new OpenedAlert(Alert(13, 8, "Error rate", "", AlertSeverity.Warning, 700, 720, 0.082, "fraction"), [Time(-30, 10), Time(700, 720)]),
                .. Enumerable.Range(14, 4).Select(id => Opened(Alert(id, 6, "Slow command", $$"""["command","{{"skip"}}{{id}}"]""", AlertSeverity.Warning, id * 20, (id * 20) + 9, 1.2, "seconds"))),
            ],
            Trend = HealthTrend.Worse,
        },
        Bot(2, Hostile, Figures with { Now = new DigestUsage(300, 20, 95), Before = new DigestUsage(280, 2, 90) }) with
        {
            Alerts = [Opened(Alert(20, 6, "Slow command", """["command","<b>x</b> www.evil.example"]""", AlertSeverity.High, 300, 330, 3.1, "seconds"))],
        },
        Bot(3, "Aurora", Figures with { Now = new DigestUsage(12_345, 20, 130), Before = new DigestUsage(12_000, 20, 128), Health = 97 }),
        Bot(4, "ボット・日本", Figures with { Now = new DigestUsage(77, 0, 55), Health = 92 }),
        Bot(5, "روبوت", Figures with { Now = new DigestUsage(5, 0, 40), Health = 91 }),
        Bot(6, "Sleeper 😴", BotFigures.None),
    ]);

    public static Digest GoodDay { get; } = Of(
    [
        Bot(3, "Aurora", Figures with { Now = new DigestUsage(12_345, 20, 130), Health = 97 }),
        Bot(4, "Borealis", Figures with { Now = new DigestUsage(55, 0, 30), Health = 99 }),
    ]);

    /// <summary>Sixty that need a look, among two hundred, with names from everywhere.</summary>
    public static Digest ManyBots { get; } = Of(
    [
        .. Enumerable.Range(1, 60).Select(id => Bot(id, Name(id), Figures with
        {
            Now = new DigestUsage(1_000 + (id * 37), 90 + id, 900 + id), Before = new DigestUsage(1_100, 10, 800), Health = 60 - (id % 9),
            Changes = [Change("音楽を再生", 0.8, 2.1, ChangeVerdict.Worse)],
        }) with
        {
            Alerts = [Opened(Alert(id, 6, "Slow command", """["command","تشغيل 🎵"]""", AlertSeverity.High, id, id + 12, 3.1, "seconds"))],
        }),
        .. Enumerable.Range(61, 120).Select(id => Bot(id, Name(id), Figures with { Now = new DigestUsage(500, 1, 90), Health = 95 })),
        .. Enumerable.Range(181, 20).Select(id => Bot(id, Name(id), BotFigures.None)),
    ], known: 2_000);

    /// <summary>Of a bot that was there.</summary>
    public static BotFigures Figures => BotFigures.None with { WasThere = true };

    /// <param name="facts">Of each bot.</param>
    /// <param name="known">How many bots there are; null: these.</param>
    /// <param name="wasAway">BotPerf itself, all day.</param>
    public static Digest Of(IEnumerable<BotFacts> facts, int? known = null, bool wasAway = false)
    {
        var bots = DigestBuilder.Of(Period, Now, wasAway, facts);
        return new Digest(Period, Berlin, Now,
        [
            .. bots.Select((bot, place) => place >= Digest.MostTold || bot.Level < DigestLevel.Warning ? bot : bot with
            {
                Columns = bot.Now.Uses == 0 ? [] : [.. Enumerable.Range(0, 24).Select(hour => hour is 3 or 4 ? (long?)null : 400 + (hour * hour * 9))],
                Suggestions = place > 0 ? [] : [new DigestSuggestion(1, "Give the pool of orders-db 12 connections more")],
            }),
        ], known ?? bots.Count) { WasAway = wasAway };
    }

    public static BotFacts Bot(int id, string name, BotFigures? figures = null) => new(
        new BotId(id), name, figures ?? Figures, IsWatched: true, new HashSet<int> { 1 }, [new HeardInstance("", default, Now)], [], HealthTrend.Stable);

    private static string Name(int id) => (id % 5) switch
    {
        0 => $"音楽ボット{id}",
        1 => $"بوت الموسيقى {id}",
        2 => $"🎧 Jukebox {id}",
        3 => $"moderation-and-logging-shard-of-the-community-number-{id}",
        _ => $"Aurora {id}",
    };

    /// <summary>Minutes of the day.</summary>
    public static OpenTime Time(int from, int? to) => new(Period.From.AddMinutes(from), to is { } end ? Period.From.AddMinutes(end) : null);

    public static OpenedAlert Opened(Alert alert) => new(alert, OpenTimes.Of(alert, []));

    public static Alert Alert(
        int id, int rule, string name, string target, AlertSeverity severity, int openedMinute, int? resolvedMinute, double worst, string unit) => Web.Alerts.Alert.Of(new AlertRow
        {
            Id = id,
            RuleId = rule,
            RuleName = name,
            Target = target,
            State = resolvedMinute is null ? "open" : "resolved",
            Severity = (int)severity,
            WorstValue = worst,
            Unit = unit,
            BreachedSince = "",
            StartedAt = Period.From.AddMinutes(openedMinute),
            OpenedAt = Period.From.AddMinutes(openedMinute),
            ResolvedAt = resolvedMinute is { } minute ? Period.From.AddMinutes(minute) : null,
        });

    public static CommandChange Change(string name, double before, double after, ChangeVerdict verdict) => new(
        name, 900, 1_000, verdict, new PercentileChange(before * 600, after * 600, (after - before) / before, 0.1, 3, verdict == ChangeVerdict.Worse),
        new PercentileChange(before * 1_000, after * 1_000, (after - before) / before, verdict == ChangeVerdict.Better ? -0.8 : 0.1, verdict == ChangeVerdict.Better ? -0.1 : 3,
            verdict != ChangeVerdict.Same),
        0.4, ChangeVerdict.Same, 0.01, 0.012);
}
