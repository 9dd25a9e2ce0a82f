namespace BotPerf.Shared.Protocol;

/// <summary>The limits both ends know. The client keeps to them; the server refuses what goes beyond.</summary>
internal static class WireLimits
{
    /// <summary>Bytes of one frame or batch, after decompression.</summary>
    public const int MaxFrameBytes = 256 * 1024;

    /// <summary>UTF-16 units of a metric's or command's name; longer command names are cut by the SDK.</summary>
    public const int MaxNameLength = 200;

    /// <summary>UTF-16 units of a label's value; longer ones are cut.</summary>
    public const int MaxLabelLength = 200;

    /// <summary>Labels of one series.</summary>
    public const int MaxLabels = 16;

    /// <summary>Series of one metric; further label values are counted in <see cref="OtherLabel"/>.</summary>
    public const int MaxSeriesPerMetric = 2_000;

    /// <summary>Series of one instance or bot.</summary>
    public const int MaxSeriesPerInstance = 10_000;

    /// <summary>Single executions in detail per second and instance; sketches and counters stay exact beyond it.</summary>
    public const int MaxExecutionsPerSecond = 5_000;

    /// <summary>The longest duration of a single execution, and the earliest start before its frame's end.</summary>
    public static readonly TimeSpan MaxDuration = TimeSpan.FromDays(30);

    /// <summary>UTF-16 units of an error's message, and of its stack.</summary>
    public const int MaxErrorMessageLength = 500;
    public const int MaxErrorStackLength = 8_000;

    /// <summary>Errors of different type, message or stack in one frame; the rest is counted under their command.</summary>
    public const int MaxErrorGroupsPerFrame = 50;

    /// <summary>UTF-16 units of an instance's name.</summary>
    public const int MaxInstanceLength = 100;

    /// <summary>The label value that stands for all those beyond a limit.</summary>
    public const string OtherLabel = "__other__";

    /// <summary>The instance's name when a client gives none.</summary>
    public const string DefaultInstance = "default";
}
