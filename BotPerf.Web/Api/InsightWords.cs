using System.Text.Json;
using BotPerf.Web.Insights.Comparing;

namespace BotPerf.Web.Api;

/// <summary>Enumerations as the answers spell them.</summary>
internal static class InsightWords
{
    public static string Of(ChangeVerdict verdict) => verdict == ChangeVerdict.Worse ? "regressed" : Snake(verdict);

    public static string Of<T>(T word) where T : struct, Enum => Snake(word);

    private static string Snake<T>(T word) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString());
}
