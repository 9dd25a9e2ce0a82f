using BotPerf.Shared.Metrics;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Live;

/// <summary>Which losses people are told of: what the figures lack. Details left out by sampling lack no count.</summary>
internal static class LossFigures
{
    public static bool Counts(Series series) => series[LabelNames.What] is "executions" or "samples";
}
