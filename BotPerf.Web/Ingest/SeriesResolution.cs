using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Ingest;

/// <summary>Which series a frame's definitions and losses mean. Pure.</summary>
internal static class SeriesResolution
{
    public static SeriesSpec SpecOf(SeriesDefinition definition) =>
        SeriesSpec.Create(definition.Kind, definition.Name, definition.Unit, LabelsOf(definition));

    public static Label[] LabelsOf(SeriesDefinition definition)
    {
        var labels = new Label[definition.Labels.Count / 2];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = new Label(definition.Labels[2 * i], definition.Labels[2 * i + 1]);
        return labels;
    }

    /// <summary>The counter that a client's loss is stored in.</summary>
    public static SeriesSpec LossOf(Loss loss) =>
        SeriesSpec.Create(SeriesKind.Counter, MetricNames.ClientDropped, "",
            new Label(LabelNames.What, loss.What), new Label(LabelNames.Reason, loss.Reason));

    /// <summary>Beyond the limit a metric goes on in one series whose labels all say so: its totals stay right.</summary>
    public static SeriesSpec OtherOf(SeriesSpec spec) =>
        SeriesSpec.Create(spec.Kind, spec.Name, spec.Unit,
            [.. spec.Labels.Select(label => label with { Value = WireLimits.OtherLabel })]);

    /// <summary>Beyond even that, and for metrics without labels: one series a kind, so that a bot's number is bounded.</summary>
    public static SeriesSpec RestOf(SeriesKind kind) =>
        SeriesSpec.Create(kind, $"{WireLimits.OtherLabel}{kind.ToString().ToLowerInvariant()}s", "");
}
