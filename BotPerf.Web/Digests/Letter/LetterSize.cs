using BotPerf.Web.Digests.Content;

namespace BotPerf.Web.Digests.Letter;

/// <summary>How much a letter tells by more than a number.</summary>
/// <param name="Told">Bots that need a look.</param>
/// <param name="InFull">Of them, so many with everything.</param>
/// <param name="Names">In each list of names.</param>
public sealed record LetterSize(int Told, int InFull, int Names)
{
    public static readonly LetterSize Full = new(Digest.MostTold, 3, 50);

    /// <summary>Longest first; the last one is short, whatever strangers wrote.</summary>
    public static readonly IReadOnlyList<LetterSize> All = [Full, new(Digest.MostTold, 1, 20), new(3, 0, 5)];
}
