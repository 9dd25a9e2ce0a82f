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

    public static Digest BadDay { get; } = DigestBuilder.Of(Period, Berlin, Now,
    [
        Bot(1, "Jukebox") with
        {
            Now = new DigestUsage(48_213, 3_471, 2_140), Before = new DigestUsage(52_107, 521, 812),
            Columns = [.. Enumerable.Range(0, 24).Select(hour => hour is 3 or 4 ? (long?)null : 400 + (hour * hour * 9))],
            Alerts =
            [
                Alert(11, 1, "Offline", "", AlertSeverity.Critical, 26, 68, 120, "seconds"),
                Alert(12, 6, "Slow command", """["command","play"]""", AlertSeverity.Critical, 1_000, null, 6.43, "seconds") with { AcknowledgedBy = "grace@example.org" },
                Alert(13, 8, "Error rate", "", AlertSeverity.Warning, 700, 720, 0.082, "fraction"),
                .. Enumerable.Range(14, 4).Select(id => Alert(id, 6, "Slow command", $$"""["command","{{"skip"}}{{id}}"]""", AlertSeverity.Warning, id * 20, (id * 20) + 9, 1.2, "seconds")),
            ],
            Changes = [Change("play", 0.8, 2.1, ChangeVerdict.Worse), Change("queue", 0.4, 0.2, ChangeVerdict.Better), Change("help", 0.1, 0.1, ChangeVerdict.Same)],
            Health = 43.2, Trend = HealthTrend.Worse, Lost = 128,
        },
        Bot(2, Hostile) with
        {
            Now = new DigestUsage(300, 20, 95), Before = new DigestUsage(280, 2, 90),
            Alerts = [Alert(20, 6, "Slow command", """["command","<b>x</b> www.evil.example"]""", AlertSeverity.High, 300, 330, 3.1, "seconds")],
        },
        Bot(3, "Aurora") with { Now = new DigestUsage(12_345, 20, 130), Before = new DigestUsage(12_000, 20, 128), Health = 97 },
        Bot(4, "ボット・日本") with { Now = new DigestUsage(77, 0, 55), Health = 92 },
        Bot(5, "روبوت") with { Now = new DigestUsage(5, 0, 40), Health = 91 },
        Bot(6, "Sleeper 😴") with { WasThere = false },
    ]);

    public static Digest GoodDay { get; } = DigestBuilder.Of(Period, Berlin, Now,
        [Bot(3, "Aurora") with { Now = new DigestUsage(12_345, 20, 130), Health = 97 }, Bot(4, "Borealis") with { Now = new DigestUsage(55, 0, 30), Health = 99 }]);

    public static BotFacts Bot(int id, string name) => new(
        new BotId(id), name, DigestUsage.None, DigestUsage.None, [], new HashSet<int> { 1 }, [], [], [], 0, null, HealthTrend.Stable, WasThere: true);

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
