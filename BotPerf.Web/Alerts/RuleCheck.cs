using BotPerf.Shared.Protocol;
using BotPerf.Web.Bots;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Alerts;

/// <summary>Rules beside the bots and metrics that there are.</summary>
internal sealed class RuleCheck(BotRegistry bots, TelemetryCatalog catalog)
{
    /// <returns>Empty when all is well.</returns>
    public IReadOnlyList<RuleProblem> Problems(string? name, RuleDefinition definition) => RuleValidator.Check(
        name, definition, metric => KindOf(metric, definition.Bots ?? []), bot => bots.Find(bot) is not null);

    /// <summary>What the figures of a rule are measured in: seconds, bytes, percent, fraction, perMinute, or empty.</summary>
    public string UnitOf(AlertRule rule) => UnitOf(rule.Signal, rule.Condition, rule.Bots);

    public string UnitOf(Signal signal, Condition condition, IReadOnlyList<BotId> of) =>
        SignalUnit.Of(signal, condition, Some(of).Select(bot => catalog.SeriesOf(bot, signal.Metric)).FirstOrDefault(series => series.Count > 0)?[0]);

    /// <summary>Of the first of the bots that has it; null: none does.</summary>
    public SeriesKind? KindOf(string metric, IReadOnlyList<int> of) =>
        Some([.. of.Select(bot => new BotId(bot))]).Select(bot => catalog.KindOf(bot, metric)).FirstOrDefault(kind => kind is not null);

    private IEnumerable<BotId> Some(IReadOnlyList<BotId> of) => of.Count > 0 ? of : bots.All.Select(bot => bot.Id);
}
