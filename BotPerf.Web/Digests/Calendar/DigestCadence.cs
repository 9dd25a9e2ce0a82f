namespace BotPerf.Web.Digests.Calendar;

/// <summary>How much time one digest tells of.</summary>
public enum DigestCadence
{
    /// <summary>A day of the reader's time zone: 23, 24 or 25 hours.</summary>
    Daily,

    /// <summary>From Monday to Sunday.</summary>
    Weekly,
    Monthly,
}

/// <summary>The words that programs and the database know.</summary>
internal static class DigestCadences
{
    public static readonly IReadOnlyList<DigestCadence> All = Enum.GetValues<DigestCadence>();

    public static string Word(DigestCadence cadence) => cadence switch
    {
        DigestCadence.Daily => "daily",
        DigestCadence.Weekly => "weekly",
        _ => "monthly",
    };

    /// <summary>Null: there is none of that word.</summary>
    public static DigestCadence? Find(string? word) =>
        All.Cast<DigestCadence?>().FirstOrDefault(cadence => Word(cadence!.Value) == word);

    public static DigestCadence Of(string word) =>
        Find(word) ?? throw new FormatException($"{word} is not how often anything is told.");
}
