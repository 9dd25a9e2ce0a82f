using System.Globalization;
using Quartz;

namespace BotPerf.Web.Scheduling;

/// <summary>When a job runs: a cron expression in UTC. Pure.</summary>
internal sealed class JobSchedule
{
    private static readonly string[] Days =
        ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    private readonly CronExpression _cron;

    /// <exception cref="FormatException">It is not a cron expression of Quartz.</exception>
    public JobSchedule(string cron)
    {
        _cron = new CronExpression(cron, TimeZoneInfo.Utc);
        Words = WordsOf(cron.Split(' ', StringSplitOptions.RemoveEmptyEntries)) ?? $"cron {cron} (UTC)";
    }

    public CronExpression Cron => _cron;

    /// <summary>For people: <c>every day at 02:30 UTC</c>. The expression itself where there are no simple words.</summary>
    public string Words { get; }

    public DateTimeOffset? Next(DateTimeOffset after) => _cron.GetNextValidTimeAfter(after);

    /// <summary>
    /// Whether a job has to make up for something: its last run was cut off, or a planned time has passed since that run
    /// began. However many were missed, it is one run that makes up for them.
    /// </summary>
    /// <param name="newest">The job's runs, newest first; as many as <see cref="CutOffsInARow"/> are looked at.</param>
    /// <param name="knownSince">Since when the ledger knows of any job: a job without runs has missed nothing before.</param>
    public bool IsMissed(IReadOnlyList<JobRun> newest, DateTimeOffset? knownSince, DateTimeOffset now)
    {
        if (newest.Count >= CutOffsInARow && newest.Take(CutOffsInARow).All(run => run.Outcome == JobOutcome.Interrupted))
            return false;
        if (newest is [{ Outcome: JobOutcome.Interrupted }, ..])
            return true;

        return (newest is [var last, ..] ? last.StartedAt : knownSince) is { } since && Next(since) <= now;
    }

    /// <summary>A job that has been cut off so often may be what ends the server: it waits for its schedule.</summary>
    public const int CutOffsInARow = 3;

    /// <param name="fields">Seconds, minutes, hours, day of the month, month, day of the week.</param>
    private static string? WordsOf(string[] fields) => fields switch
    {
        ["0", "*", "*", "*" or "?", "*", "?" or "*"] => "every minute",
        ["0", var minutes, "*", "*" or "?", "*", "?" or "*"] when StepOf(minutes) is { } step => $"every {step} minutes",
        ["0", var minute, "*", "*" or "?", "*", "?" or "*"] when NumberOf(minute) is { } past => $"every hour at :{past:00}",
        ["0", var minute, var hours, "*" or "?", "*", "?" or "*"] when NumberOf(minute) is not null && StepOf(hours) is { } step =>
            $"every {step} hours",
        ["0", var minute, var hour, "*" or "?", "*", "?" or "*"] when TimeOf(hour, minute) is { } time => $"every day at {time}",
        ["0", var minute, var hour, "?", "*", var day] when TimeOf(hour, minute) is { } time && DayOf(day) is { } name =>
            $"every {name} at {time}",
        ["0", var minute, var hour, var date, "*", "?"] when TimeOf(hour, minute) is { } time && NumberOf(date) is { } number =>
            $"on day {number} of every month at {time}",
        _ => null,
    };

    private static string? TimeOf(string hour, string minute) =>
        NumberOf(hour) is { } hours && NumberOf(minute) is { } minutes ? $"{hours:00}:{minutes:00} UTC" : null;

    private static int? StepOf(string field) => field.Split('/') is [_, var step] ? NumberOf(step) : null;

    private static string? DayOf(string field) =>
        Days.FirstOrDefault(day => string.Equals(day[..3], field, StringComparison.OrdinalIgnoreCase));

    private static int? NumberOf(string field) =>
        int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
