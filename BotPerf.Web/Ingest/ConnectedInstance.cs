using BotPerf.Shared.Protocol;
using BotPerf.Web.Bots;

namespace BotPerf.Web.Ingest;

/// <summary>Who said Hello on an open hub connection.</summary>
/// <param name="Healers">What it can be asked to run; as the bot names them.</param>
/// <param name="Told">The settings that the reply to Hello held.</param>
internal sealed record ConnectedInstance(
    string ConnectionId, Sender Sender, IReadOnlyList<string> Healers, BotSettings Told)
{
    private const int MostHealers = 64;
    private int _checked;

    public string Instance => Sender.Instance;

    /// <summary>
    /// Asked with each call: whether this is the first one after Hello, and the settings are others than its reply held. A
    /// change between Hello and its reply is overtaken by the reply.
    /// </summary>
    public bool Missed(BotSettings current) =>
        Interlocked.Exchange(ref _checked, 1) == 0 && !ReferenceEquals(Told, current);

    /// <summary>The names one can show and ask for; a name that will not do must not keep the bot from sending.</summary>
    public static IReadOnlyList<string> CleanHealers(IReadOnlyList<string?>? names) => names is null ? [] :
    [
        .. names.OfType<string>()
            .Where(name => name.Length is > 0 and <= WireLimits.MaxNameLength && !name.Any(char.IsControl))
            .Distinct(StringComparer.Ordinal)
            .Take(MostHealers),
    ];
}
