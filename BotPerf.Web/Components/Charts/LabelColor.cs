using System.Text;

namespace BotPerf.Web.Components.Charts;

/// <summary>The colour of a label's value: the same on every page, for everybody and after every restart. Pure.</summary>
internal static class LabelColor
{
    private const int Colors = 10;
    private const uint Basis = 2_166_136_261;
    private const uint Prime = 16_777_619;

    /// <returns>A design token (css/tokens.css).</returns>
    public static string Of(string value)
    {
        var hash = Basis;
        foreach (var part in Encoding.UTF8.GetBytes(value))
            hash = (hash ^ part) * Prime;
        return $"label-{hash % Colors}";
    }
}
