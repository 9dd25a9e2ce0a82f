using System.Text;

namespace BotPerf.Web.Components.Charts;

/// <summary>The line of a sparkline in a box of 120 × 32. Pure.</summary>
internal static class SparklinePath
{
    public const double Width = 120;
    public const double Height = 32;
    private const double Margin = 2;

    /// <summary>Empty without two values. The floor is zero, so that heights compare; a minute without a frame is a gap.</summary>
    public static string Line(IReadOnlyList<long?> values)
    {
        if (values.Count(value => value is not null) < 2) return "";

        var highest = values.Max() ?? 0;
        var path = new StringBuilder();
        var drawing = false;
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is not { } value)
            {
                drawing = false;
                continue;
            }

            var x = Width * i / (values.Count - 1);
            var share = highest <= 0 ? 0 : Math.Max(0, value) / (double)highest;
            var y = Height - Margin - share * (Height - 2 * Margin);
            path.Append(drawing ? 'L' : 'M').Append(Format.Css(x)).Append(' ').Append(Format.Css(y));
            drawing = true;
        }

        return path.ToString();
    }

    /// <summary>What lies under the line: a piece for each stretch without a gap.</summary>
    public static string Area(string line) => string.Concat(
        line.Split('M', StringSplitOptions.RemoveEmptyEntries).Select(piece =>
        {
            var first = piece.Split('L')[0].Split(' ')[0];
            var last = piece.Split('L')[^1].Split(' ')[0];
            return $"M{piece}L{last} {Format.Css(Height)}L{first} {Format.Css(Height)}Z";
        }));
}
