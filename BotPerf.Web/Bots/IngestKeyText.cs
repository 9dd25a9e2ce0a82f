using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Bots;

/// <summary>The text of an ingest key: <c>bpi_…</c>.</summary>
internal static class IngestKeyText
{
    public const string Prefix = "bpi_";

    public static string New() => KeyText.New(Prefix);

    public static string Hint(string text) => KeyText.Hint(text);

    public static bool IsWellFormed(string text) => KeyText.IsWellFormed(text, Prefix);

    public static byte[] Hash(string text) => KeyText.Hash(text);
}
