using System.Globalization;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Api.Data;

/// <summary>Reads the other parameters of the data calls.</summary>
internal static class QueryText
{
    private const int LongestStepSeconds = 86_400;

    /// <exception cref="Refused">Neither true nor false.</exception>
    public static bool? Flag(string field, string? text) => text switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw Refused.Field(field, "has to be true or false"),
    };

    /// <exception cref="Refused">Not a number from 0 on.</exception>
    public static double? Milliseconds(string field, string? text)
    {
        if (text is null)
            return null;

        var fits = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ms);
        return fits && double.IsFinite(ms) ? ms : throw Refused.Field(field, "has to be a number of milliseconds from 0 on");
    }

    /// <summary>Names with commas between, each once; null when none is asked for.</summary>
    public static IReadOnlyList<string>? Names(string? text) =>
        string.IsNullOrEmpty(text) ? null : [.. text.Split(',').Distinct(StringComparer.Ordinal)];

    /// <summary>In minutes; null when none is asked for.</summary>
    /// <exception cref="Refused">Not a step.</exception>
    public static int? Step(string? text)
    {
        if (text is null)
            return null;

        var fits = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
        return fits && seconds is >= 60 and <= LongestStepSeconds && seconds % 60 == 0
            ? seconds / 60
            : throw Refused.Field("step", $"has to be a multiple of 60 seconds, at most {LongestStepSeconds}");
    }

    /// <summary>Equal steps; with a zone its days.</summary>
    /// <exception cref="Refused">Not a step or a zone, or a step of which the range has too many.</exception>
    public static StepRange Steps(TimeRange range, string? step, string? zone = null)
    {
        if (zone is not null && Step(step ?? "86400") != Grains.DayMinutes)
            throw Refused.Field("step", "has to be 86400 with a zone: its days are the steps");
        var steps = zone is null ? StepRange.Of(range.From, range.To, Step(step)) : StepRange.Days(range.From, range.To, Zone(zone));
        return steps.Points <= StepRange.MostPoints
            ? steps
            : throw Refused.Field("step", $"gives {steps.Points} points, and may give at most {StepRange.MostPoints}: take a longer one");
    }

    private static TimeZoneInfo Zone(string name) =>
        ZoneName.Find(name) ?? throw Refused.Field("zone", "has to name a time zone of the IANA list, such as Europe/Berlin");

    /// <summary>A part of a list that is always made anew; its cursor is how many came before.</summary>
    public static Page<T> Part<T>(IReadOnlyList<T> all, string? limit, string? cursor)
    {
        var paging = Paging.Of(limit, cursor);
        var skip = SkipOf(paging);
        var end = skip + paging.Limit;
        return paging.Cut([.. all.Skip(skip).Take(paging.Limit + 1)], _ => end.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>How many came before, where the cursor is that.</summary>
    public static int SkipOf(Paging paging) =>
        paging.AfterNumber is { } after ? after is >= 0 and <= int.MaxValue ? (int)after : throw Paging.WrongCursor() : 0;
}
