using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.HealthScores;

/// <summary>Where the scores of a bot are going.</summary>
/// <param name="Parts">Of each component.</param>
public sealed record HealthDirection(HealthTrend Overall, IReadOnlyList<HealthTrend> Parts)
{
    public static readonly HealthDirection Unknown = new(HealthTrend.Unknown, [.. HealthComponents.All.Select(_ => HealthTrend.Unknown)]);

    public HealthTrend this[HealthComponent component] => Parts[(int)component];
}

/// <summary>The trends of all bots, made anew every hour.</summary>
internal sealed class HealthTrendBook(HealthLedger ledger, TimeProvider time)
{
    private const double Tenths = 10;

    private volatile IReadOnlyDictionary<BotId, HealthDirection> _all = new Dictionary<BotId, HealthDirection>();

    public HealthDirection Of(BotId bot) => _all.GetValueOrDefault(bot) ?? HealthDirection.Unknown;

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var from = time.GetUtcNow().AddDays(-HealthTrends.Days).ToUnixTimeSeconds() / 60;
        var blocks = await ledger.BlocksAsync(from, HealthTrends.BlockMinutes, cancellationToken);
        _all = blocks.GroupBy(block => block.Bot).ToDictionary(bot => bot.Key, bot => Of([.. bot]));
    }

    private static HealthDirection Of(IReadOnlyList<HealthBlock> blocks) => new(
        HealthTrends.Of([.. blocks.Select(block => ((double)block.Block, block.Overall / Tenths))]),
        [.. HealthComponents.All.Select(component => HealthTrends.Of(
            [.. blocks.Where(block => block.Parts[(int)component] is not null)
                .Select(block => ((double)block.Block, block.Parts[(int)component]!.Value / Tenths))]))]);
}
