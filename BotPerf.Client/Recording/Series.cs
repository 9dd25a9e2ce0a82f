using BotPerf.Shared.Protocol;

namespace BotPerf.Client.Recording;

/// <summary>A metric with its labels. Numbered by the session, in the order of definition.</summary>
internal abstract class Series(int number, SeriesIdentity identity)
{
    public int Number => number;
    public SeriesIdentity Identity => identity;
}

/// <param name="Labels">Name, value, name, value, …</param>
internal sealed record SeriesIdentity(SeriesKind Kind, string Name, string[] Labels, string Unit)
{
    /// <summary>Unit separators cannot occur in names and values: they are cleaned before.</summary>
    public string Key => $"{(int)Kind}{Name}\u001f{string.Join('\u001f', Labels)}";

    public SeriesDefinition ToDefinition()
    {
        var definition = new SeriesDefinition { Kind = Kind, Name = Name, Unit = Unit };
        definition.Labels.AddRange(Labels);
        return definition;
    }
}
