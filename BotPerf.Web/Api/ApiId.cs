using System.Globalization;

namespace BotPerf.Web.Api;

/// <summary>The numbers in addresses.</summary>
internal static class ApiId
{
    /// <exception cref="Refused">404: what is no number names nothing.</exception>
    public static int Of(string text, string what) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw Refused.NotFound(what);

    public static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);
}
