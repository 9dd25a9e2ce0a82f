using BotPerf.Web.Components.Layout;
using BotPerf.Web.Targets;

namespace BotPerf.Web.Components.Targets;

/// <summary>Targets in words.</summary>
internal static class TargetWords
{
    private const double MsPerSecond = 1_000;

    // Below this nothing is used up in any window.
    private const double LeastBurn = 0.01;

    public static string Of(TargetKind kind) => kind switch
    {
        TargetKind.Success => "commands succeed",
        TargetKind.Fast => "commands are fast",
        TargetKind.Acknowledged => "interactions are answered in time",
        TargetKind.Calls => "calls of other services succeed",
        TargetKind.Queries => "database queries are fast",
        _ => "cache look-ups find something",
    };

    /// <summary>"99 % of commands within 5 s, over 30 days".</summary>
    public static string Promise(Target target) => $"{Format.Share(target.Objective)} of {What(target)}, over {target.Days} days";

    public static string Promise(TargetDraft draft) =>
        Promise(new Target(0, draft.Name, null, draft.Command, draft.Kind, draft.ThresholdSeconds, draft.Objective, draft.Days));

    /// <summary>In the colours of all figures: gone is critical, less than a quarter a warning.</summary>
    public static Level LevelOf(double left) => left <= 0 ? Level.Critical : left < 0.25 ? Level.Warning : Level.Ok;

    /// <summary>Above 1 the budget does not last; at the window's threshold somebody is told, of three days mildly.</summary>
    public static Level LevelOfBurn(double? burn, BurnWindow window) =>
        burn >= window.Threshold && window != BurnWindow.Slow ? Level.Critical : burn > 1 ? Level.Warning : Level.Ok;

    public static string Burn(double? burn) => burn switch
    {
        null => Format.None,
        > 0 and < LeastBurn => $"<{Format.Number(LeastBurn)}×",
        _ => Format.Number(burn) + "×",
    };

    /// <summary>The page that shows what is counted.</summary>
    public static string Path(TargetKind kind) => kind switch
    {
        TargetKind.Success => "errors",
        TargetKind.Fast or TargetKind.Acknowledged => Pages.CommandsPath,
        TargetKind.Calls => "network",
        _ => "database",
    };

    private static string What(Target target)
    {
        var command = target.Command is { } name ? name.StartsWith('/') ? name : "/" + name : "commands";
        var within = target.ThresholdSeconds is { } seconds ? $" within {Format.Duration(seconds * MsPerSecond)}" : "";
        return target.Kind switch
        {
            TargetKind.Success => $"{command} succeed",
            TargetKind.Fast => command + within,
            TargetKind.Acknowledged => $"{(target.Command is null ? "interactions that are answered" : $"{command} that is answered")}{within}",
            TargetKind.Calls => "calls of other services succeed",
            TargetKind.Queries => "queries" + within,
            _ => "look-ups hit",
        };
    }
}
