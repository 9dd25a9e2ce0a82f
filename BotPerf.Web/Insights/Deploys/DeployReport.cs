using BotPerf.Web.Insights.Comparing;

namespace BotPerf.Web.Insights.Deploys;

/// <summary>What a deploy did to the commands: as long before as after it, up to a day, to the next deploy, or to now.</summary>
/// <param name="Length">Of each side.</param>
/// <param name="From">The beginning of the time before, which ends with <see cref="Deploy.At"/>.</param>
/// <param name="To">The end of the time after.</param>
/// <param name="IsGrowing">The time after is not over: more executions may change the verdict.</param>
/// <param name="Commands">Worse ones first.</param>
public sealed record DeployReport(
    Deploy Deploy, TimeSpan Length, DateTimeOffset From, DateTimeOffset To, bool IsGrowing, IReadOnlyList<CommandChange> Commands)
{
    public ChangeVerdict Verdict { get; } = CommandChange.Together(Commands.Select(command => command.Verdict));

    public int Worse { get; } = Commands.Count(command => command.Verdict == ChangeVerdict.Worse);

    public int Better { get; } = Commands.Count(command => command.Verdict == ChangeVerdict.Better);
}
