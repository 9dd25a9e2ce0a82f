using System.Globalization;
using System.Text;

namespace BotPerf.Web.Components.Explorer;

/// <summary>Every point of what is looked at as CSV, one a row, in the unit of the page.</summary>
internal static class ExploreCsv
{
    public static string Write(IEnumerable<ExploreSeries> all)
    {
        var csv = new StringBuilder("time,metric,aggregation,labels,unit,value\r\n");
        foreach (var series in all)
        {
            foreach (var point in series.Points)
            {
                csv.Append(DateTimeOffset.FromUnixTimeSeconds(point.T).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
                    .Append(',').Append(Csv.Text(series.Line.Metric)).Append(',').Append(series.Line.Aggregation).Append(',')
                    .Append(Csv.Text(ExploreShapes.Text(series.Labels))).Append(',').Append(Csv.Text(series.Unit)).Append(',')
                    .Append(Math.Round(point.Value, 6).ToString(CultureInfo.InvariantCulture)).Append("\r\n");
            }
        }

        return csv.ToString();
    }
}
