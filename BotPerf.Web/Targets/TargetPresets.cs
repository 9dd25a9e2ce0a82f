namespace BotPerf.Web.Targets;

/// <summary>Targets that are offered while there is none, from what the source documents call healthy. [002 004]</summary>
internal static class TargetPresets
{
    private const int Days = 30;

    public static IReadOnlyList<TargetDraft> All { get; } =
    [
        new("Commands succeed", null, null, TargetKind.Success, null, 0.99, Days),
        new("Commands are fast", null, null, TargetKind.Fast, 5, 0.95, Days),
        new("Calls of others succeed", null, null, TargetKind.Calls, null, 0.95, Days),
    ];
}
