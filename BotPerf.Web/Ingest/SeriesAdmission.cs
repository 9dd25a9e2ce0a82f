using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Ingest;

/// <summary>Finds the series that a frame's definitions are stored in, and adds those that are new, within a bot's limits.</summary>
internal sealed class SeriesAdmission(TelemetryCatalog catalog, BotId bot)
{
    private readonly List<(Series Series, string LabelsText)> _added = [];

    /// <summary>The first definition that could not be: a metric keeps its kind for good.</summary>
    public Fault? Refusal { get; private set; }

    public Series FindOrAdd(TelemetryStatements statements, SeriesSpec spec)
    {
        if (catalog.FindSeries(bot, spec) is { } known)
            return known;
        if (catalog.KindOf(bot, spec.Name) is { } kind && kind != spec.Kind)
        {
            Refusal ??= new Fault(RejectionCode.FieldInvalid,
                $"series: {spec.Name} is a {kind.ToString().ToLowerInvariant()} and cannot be used as a {spec.Kind.ToString().ToLowerInvariant()}.");
            return Unknown(spec);
        }

        if (catalog.HasRoom(bot, spec.Name))
            return Add(statements, spec);

        // Beyond the limit the metric goes on in one series for all its labels, beyond the next all metrics of a kind in one.
        var other = SeriesResolution.OtherOf(spec);
        if (catalog.FindSeries(bot, other) is { } others)
            return others;
        if (spec.Labels.Count > 0 && catalog.HasRoomForOther(bot))
            return Add(statements, other);

        var rest = SeriesResolution.RestOf(spec.Kind);
        return catalog.FindSeries(bot, rest) ?? Add(statements, rest);
    }

    /// <summary>Nothing of it was written.</summary>
    public void TakeBack()
    {
        foreach (var (series, labelsText) in _added)
            catalog.Remove(bot, series, labelsText);
        _added.Clear();
        Refusal = null;
    }

    // Stands in the place of what was refused: nothing of the frame is kept.
    private static Series Unknown(SeriesSpec spec) => new(0, spec.Kind, spec.Name, spec.Labels, spec.Unit);

    private Series Add(TelemetryStatements statements, SeriesSpec spec)
    {
        var id = statements.InsertSeries(bot.Value, spec);
        var series = new Series(id, spec.Kind, spec.Name, spec.Labels, spec.Unit);
        catalog.Add(bot, series, spec.LabelsText);
        _added.Add((series, spec.LabelsText));
        return series;
    }
}
