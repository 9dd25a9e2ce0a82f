using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Ingest;

/// <summary>
/// Takes a bot out of memory, in the writer's order: what came before has been applied, and what comes after is refused.
/// </summary>
internal sealed class ForgetBotWork(BotId bot, TelemetryCatalog catalog, LiveStore live) : WriteWork
{
    /// <summary>The bot's instances; known when the work is done.</summary>
    public IReadOnlyList<InstanceId> Forgotten { get; private set; } = [];

    public override bool IsExclusive => true;

    public override void Execute(TelemetryStatements statements)
    {
        // The rows are erased in slices afterwards. What is below zero was disowned before the last stop.
        if (bot.Value > 0)
            statements.Disown(bot);
    }

    public override void Committed()
    {
        live.Forget(bot);
        Forgotten = catalog.Forget(bot);
    }
}
