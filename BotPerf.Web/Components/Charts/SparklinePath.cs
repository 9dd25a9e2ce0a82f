using System.Text;

namespace BotPerf.Web.Components.Charts;

/// <summary>The line of a sparkline in a box of 120 × 32. Pure.</summary>
internal static class SparklinePath
{
    public const double Width = 120;
    public const double Height = 32;
    private const double Margin = 2;

    /// <summary>Empty without two points. The floor is zero, so that heights compare.</summary>
    public static string Line(IReadOnlyList<long> values)
    {
        if (values.Count < 2) return "";

        var highest = values.Max();
        var path = new StringBuilder();
        for (var i = 0; i < values.Count; i++)
        {
            var x = Width * i / (values.Count - 1);
            var share = highest <= 0 ? 0 : Math.Max(0, values[i]) / (double)highest;
            var y = Height - Margin - share * (Height - 2 * Margin);
            path.Append(i == 0 ? 'M' : 'L').Append(Format.Css(x)).Append(' ').Append(Format.Css(y));
        }

        return path.ToString();
    }
}
