using BotPerf.Web.Rollups;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Insights.Figures;

/// <summary>One line of a figure.</summary>
/// <param name="Series">Null: all together.</param>
/// <param name="Instance">Of a gauge, where there are several; else empty.</param>
internal sealed record FigureLine(WatchedFigure Figure, Series? Series, string Instance)
{
    public string Unit => Series is null ? "" : UnitWord.Of(Series);

    /// <summary>Those of the series.</summary>
    public IReadOnlyDictionary<string, string> OwnLabels => (Series?.Labels ?? []).ToDictionary(label => label.Name, label => label.Value);

    /// <summary>With the instance, where instances are kept apart.</summary>
    public IReadOnlyDictionary<string, string> Labels
    {
        get
        {
            var labels = new Dictionary<string, string>(OwnLabels);
            if (Instance.Length > 0)
                labels["instance"] = Instance;
            return labels;
        }
    }
}
