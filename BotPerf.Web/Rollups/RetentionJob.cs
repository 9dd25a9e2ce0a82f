using BotPerf.Web.Bots;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage.App;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Rollups;

/// <summary>Lets go of what is old, or too much, as each bot's rule says; of scores of health, as one rule says for all.</summary>
internal sealed class RetentionJob(
    Retention retention, BotRegistry bots, HealthLedger scores, IOptions<RetentionOptions> options, TimeProvider time) : ScheduledJob
{
    public override string Name => "retention";
    public override string Title => "Retention";
    public override string Description =>
        "Lets go of minutes, hours, single executions and scores of health that are older, or more, than is to be kept.";
    public override string Schedule => "0 20 * * * ?";

    public override async Task<JobResult> RunAsync(JobProgress progress, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow().AddDays(-options.Value.HealthDays).ToUnixTimeSeconds() / 60;
        var rows = await scores.LetGoAsync(before, cancellationToken);
        var result = await retention.LetGoAsync(
            bot => options.Value.Rule.With(bots.Find(bot)?.Retention ?? BotRetention.None), progress, cancellationToken);
        return rows == 0 ? result : new JobResult(result.Rows + rows, $"{result.Summary}; {Format.Exact(rows)} scores");
    }
}
