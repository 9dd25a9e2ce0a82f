namespace BotPerf.Web.Scheduling.Calendar;

/// <summary>How much time one report or digest is of.</summary>
public enum Cadence
{
    /// <summary>A day of the time zone: 23, 24 or 25 hours.</summary>
    Daily,

    /// <summary>From Monday to Sunday.</summary>
    Weekly,
    Monthly,
}

/// <summary>The words that programs and the database know.</summary>
internal static class Cadences
{
    public static readonly IReadOnlyList<Cadence> All = Enum.GetValues<Cadence>();

    public static string Word(Cadence cadence) => cadence switch
    {
        Cadence.Daily => "daily",
        Cadence.Weekly => "weekly",
        _ => "monthly",
    };

    /// <summary>Null: there is none of that word.</summary>
    public static Cadence? Find(string? word) =>
        All.Cast<Cadence?>().FirstOrDefault(cadence => Word(cadence!.Value) == word);

    public static Cadence Of(string word) =>
        Find(word) ?? throw new FormatException($"{word} is not how often anything is told.");
}
