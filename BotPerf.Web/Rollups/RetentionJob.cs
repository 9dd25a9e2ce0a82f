using BotPerf.Web.Bots;
using BotPerf.Web.Scheduling;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Rollups;

/// <summary>Lets go of what is old, or too much, as each bot's rule says.</summary>
internal sealed class RetentionJob(Retention retention, BotRegistry bots, IOptions<RetentionOptions> options) : ScheduledJob
{
    public override string Name => "retention";
    public override string Title => "Retention";
    public override string Description => "Lets go of minutes, hours and single executions that are older, or more, than is to be kept.";
    public override string Schedule => "0 20 * * * ?";

    public override Task<JobResult> RunAsync(JobProgress progress, CancellationToken cancellationToken) => retention.LetGoAsync(
        bot => options.Value.Rule.With(bots.Find(bot)?.Retention ?? BotRetention.None), progress, cancellationToken);
}
