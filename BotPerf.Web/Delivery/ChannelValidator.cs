using System.Globalization;

namespace BotPerf.Web.Delivery;

/// <summary>What a channel may be. Pure.</summary>
internal static class ChannelValidator
{
    public const int MaxChannels = 100;
    public const int MaxNameLength = 100;
    public const int MaxValueLength = 2_000;
    public const int LeastBudget = 1;
    public const int MostBudget = 1_000;

    /// <param name="before">What is set now, decrypted; a secret that is left empty stays.</param>
    /// <returns>The settings to keep.</returns>
    /// <exception cref="ChannelRefusedException">Names the field and its rule.</exception>
    public static Dictionary<string, string> Check(
        ChannelDraft draft, ChannelKind kind, IReadOnlyDictionary<string, string>? before)
    {
        if (draft.HourlyBudget is < LeastBudget or > MostBudget)
        {
            throw new ChannelRefusedException(string.Create(CultureInfo.InvariantCulture,
                $"hourlyBudget is from {LeastBudget} to {MostBudget}, and was {draft.HourlyBudget}."), "hourlyBudget");
        }

        if (draft.Settings.Keys.FirstOrDefault(name => kind.Fields.All(field => field.Name != name)) is { } unknown)
        {
            throw new ChannelRefusedException(
                $"settings.{TextCut.OneLine(unknown, 40)}: a channel of kind {kind.Word} has {Names(kind)}.",
                "settings." + TextCut.OneLine(unknown, 40));
        }

        var settings = new Dictionary<string, string>();
        foreach (var field in kind.Fields)
        {
            if (Value(field, draft, before) is { Length: > 0 } value)
                settings[field.Name] = Checked(field, value);
            else if (field.IsRequired)
                throw Wrong(field, "has to be set");
        }

        return settings;
    }

    /// <exception cref="ChannelRefusedException">It is empty or too long.</exception>
    public static string Name(string? name)
    {
        var clean = TextCut.OneLine(name ?? "", int.MaxValue);
        return clean.Length is > 0 and <= MaxNameLength
            ? clean
            : throw new ChannelRefusedException($"name has to be from 1 to {MaxNameLength} characters.", "name");
    }

    private static string Checked(ChannelField field, string value)
    {
        if (value.Length > MaxValueLength)
            throw Wrong(field, $"has at most {MaxValueLength} characters");
        if (value.Any(char.IsControl))
            throw Wrong(field, "is one line without control characters");
        return field.Rule(value) is { } rule ? throw Wrong(field, rule) : value;
    }

    private static string? Value(ChannelField field, ChannelDraft draft, IReadOnlyDictionary<string, string>? before)
    {
        var given = draft.Settings.GetValueOrDefault(field.Name)?.Trim();
        // What the page and the REST interface show of a secret is taken for "as it is".
        return field.IsSecret && before is not null && (string.IsNullOrEmpty(given) || given == Secret.Mask(before.GetValueOrDefault(field.Name)))
            ? before.GetValueOrDefault(field.Name)
            : given;
    }

    private static string Names(ChannelKind kind) =>
        kind.Fields.Count == 0 ? "no settings" : "the settings " + string.Join(", ", kind.Fields.Select(field => field.Name));

    private static ChannelRefusedException Wrong(ChannelField field, string rule) =>
        new($"settings.{field.Name} {rule}.", "settings." + field.Name);
}
