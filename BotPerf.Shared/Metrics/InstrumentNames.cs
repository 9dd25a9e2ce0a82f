using System.Text;

namespace BotPerf.Shared.Metrics;

/// <summary>From the unit a program measures in to the base unit that is stored: seconds, bytes.</summary>
internal readonly record struct UnitScale(double Times, double Over = 1)
{
    public static readonly UnitScale None = new(1);

    public double Of(double value) => value * Times / Over;
}

/// <summary>A metric as it is stored.</summary>
internal readonly record struct StoredMetric(string Name, string Unit, UnitScale Scale);

/// <summary>
/// OpenTelemetry's names in Prometheus style: dots become underscores, the unit becomes the name's end, a counter ends with
/// <c>_total</c>. Unlike elsewhere times are stored in seconds and sizes in bytes, whatever they were measured in. Pure.
/// </summary>
internal static class InstrumentNames
{
    private const string Total = "_total";
    private const int LongestUnit = 40;

    private static readonly Dictionary<string, (string Word, UnitScale Scale, string[] Spellings)> Units = new()
    {
        ["s"] = ("seconds", UnitScale.None, ["secs", "sec"]),
        ["ms"] = ("seconds", new UnitScale(1, 1e3), ["ms", "millis", "milliseconds"]),
        ["us"] = ("seconds", new UnitScale(1, 1e6), ["us", "micros", "microseconds"]),
        ["µs"] = ("seconds", new UnitScale(1, 1e6), ["us", "micros", "microseconds"]),
        ["ns"] = ("seconds", new UnitScale(1, 1e9), ["ns", "nanos", "nanoseconds"]),
        ["min"] = ("seconds", new UnitScale(60), ["minutes"]),
        ["h"] = ("seconds", new UnitScale(3_600), ["hours"]),
        ["d"] = ("seconds", new UnitScale(86_400), ["days"]),
        ["By"] = ("bytes", UnitScale.None, []),
        ["kBy"] = ("bytes", new UnitScale(1e3), ["kilobytes", "kb"]),
        ["MBy"] = ("bytes", new UnitScale(1e6), ["megabytes", "mb"]),
        ["GBy"] = ("bytes", new UnitScale(1e9), ["gigabytes", "gb"]),
        ["KiBy"] = ("bytes", new UnitScale(1L << 10), ["kibibytes", "kib"]),
        ["MiBy"] = ("bytes", new UnitScale(1L << 20), ["mebibytes", "mib"]),
        ["GiBy"] = ("bytes", new UnitScale(1L << 30), ["gibibytes", "gib"]),
        ["%"] = ("percent", UnitScale.None, []),
        ["Hz"] = ("hertz", UnitScale.None, []),
        ["Cel"] = ("celsius", UnitScale.None, []),
        ["m"] = ("meters", UnitScale.None, []),
        ["V"] = ("volts", UnitScale.None, []),
        ["A"] = ("amperes", UnitScale.None, []),
        ["J"] = ("joules", UnitScale.None, []),
        ["W"] = ("watts", UnitScale.None, []),
    };

    private static readonly Dictionary<string, string> Per = new()
    {
        ["s"] = "second", ["min"] = "minute", ["h"] = "hour", ["d"] = "day",
    };

    /// <param name="isTotal">A sum that only rises.</param>
    /// <param name="isGauge">The unit <c>1</c> of a gauge is a ratio, that of anything else a number of things.</param>
    public static StoredMetric Of(string name, string unit, bool isTotal, bool isGauge)
    {
        var (word, scale, spellings) = UnitOf(unit, isGauge);
        var stored = Identifier(name, allowColon: true);
        if (isTotal)
            stored = WithoutEnd(stored, Total);
        if (word.Length > 0)
        {
            foreach (var spelling in spellings)
                stored = WithoutEnd(stored, "_" + spelling);
            if (stored.Length > 0 && stored != word && !stored.EndsWith("_" + word, StringComparison.Ordinal))
                stored += "_" + word;
        }

        if (isTotal && stored.Length > 0)
            stored += Total;
        return new StoredMetric(stored, word, scale);
    }

    /// <summary>A text with nothing in it but ASCII letters, digits and single underscores.</summary>
    public static string Identifier(string text, bool allowColon)
    {
        var name = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c) || (allowColon && c == ':'))
                name.Append(c);
            else if (name.Length == 0 || name[^1] != '_')
                name.Append('_');
        }

        while (name.Length > 0 && name[^1] == '_' && !text.EndsWith('_'))
            name.Length--;
        if (name.Length > 0 && char.IsAsciiDigit(name[0]))
            name.Insert(0, '_');
        return name.ToString();
    }

    private static (string Word, UnitScale Scale, string[] Spellings) UnitOf(string unit, bool isGauge)
    {
        if (unit.Length > LongestUnit)
            return ("", UnitScale.None, []);

        unit = WithoutNotes(unit);
        if (unit.Length == 0)
            return ("", UnitScale.None, []);
        if (unit == "1")
            return (isGauge ? "ratio" : "", UnitScale.None, []);
        if (Units.TryGetValue(unit, out var known))
            return known;
        if (unit.Split('/') is not [var what, var per])
            return (Identifier(unit, allowColon: false).Trim('_'), UnitScale.None, []);

        var (word, scale, spellings) = UnitOf(what, isGauge: false);
        var time = Per.GetValueOrDefault(per) ?? Identifier(per, allowColon: false).Trim('_');
        return time.Length == 0 ? (word, scale, spellings) : (word.Length == 0 ? "per_" + time : $"{word}_per_{time}", scale, []);
    }

    // {request} is a note for people, not a unit.
    private static string WithoutNotes(string unit)
    {
        int begin, end;
        while ((begin = unit.IndexOf('{', StringComparison.Ordinal)) >= 0 && (end = unit.IndexOf('}', begin)) > begin)
            unit = unit.Remove(begin, end - begin + 1);
        return unit;
    }

    private static string WithoutEnd(string name, string end) =>
        name.Length > end.Length && name.EndsWith(end, StringComparison.Ordinal) ? name[..^end.Length] : name;
}
