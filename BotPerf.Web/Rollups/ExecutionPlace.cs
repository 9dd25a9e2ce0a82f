using System.Globalization;

namespace BotPerf.Web.Rollups;

/// <summary>
/// Where an execution stands in the order of all of a bot's: by the minute in which it ended, then by its start. The place
/// is the same whether the minute is open or sealed, so a list can be gone through page by page.
/// </summary>
/// <param name="Ordinal">Which of its instance's in that minute.</param>
internal readonly record struct ExecutionPlace(long Minute, long StartUs, int Instance, int Ordinal)
{
    /// <summary>After every execution of the minutes from this one on, before those of the minutes before it.</summary>
    public static ExecutionPlace EndOf(long minute) => new(minute, long.MinValue, 0, 0);

    /// <summary>Null: no place.</summary>
    public static ExecutionPlace? Parse(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && TryNumber(parts[0], out var minute) && TryNumber(parts[1], out var start)
            && TryNumber(parts[2], out var instance) && TryNumber(parts[3], out var ordinal)
            && minute is >= 0 and < uint.MaxValue && instance is >= 0 and <= int.MaxValue && ordinal is >= 0 and <= int.MaxValue
            ? new ExecutionPlace(minute, start, (int)instance, (int)ordinal)
            : null;
    }

    /// <summary>What places are compared by: the newest is the largest.</summary>
    public (long, long, int, int) Order => (Minute, StartUs, Instance, Ordinal);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Minute}.{StartUs}.{Instance}.{Ordinal}");

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
