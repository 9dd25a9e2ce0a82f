namespace BotPerf.Web.Delivery;

/// <summary>A kind of channel and what has to be set for one: the form, the checks and the REST interface follow it.</summary>
/// <param name="Word">As programs write it: <c>discord</c>.</param>
/// <param name="Description">One sentence for whoever makes such a channel.</param>
public sealed record ChannelKind(string Word, string Title, string Description, IReadOnlyList<ChannelField> Fields);

/// <param name="Name">As programs write it: <c>url</c>.</param>
/// <param name="Hint">What to put in, and where to find it.</param>
/// <param name="Rule">What is wrong with a value: the end of a sentence that begins with the field. Null: nothing.</param>
public sealed record ChannelField(string Name, string Label, string Hint, Func<string, string?> Rule)
{
    public bool IsSecret { get; init; }

    public bool IsRequired { get; init; } = true;
}
