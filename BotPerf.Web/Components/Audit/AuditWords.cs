namespace BotPerf.Web.Components.Audit;

internal static class AuditWords
{
    /// <summary><c>account.second_step_on</c> as people say it: "account: second step on".</summary>
    public static string Of(string what) => what.Replace(".", ": ", StringComparison.Ordinal).Replace('_', ' ');

    /// <summary>Each kind of deeds as a whole, with its deeds below.</summary>
    public static IEnumerable<(string Value, string Text)> Kinds(IReadOnlyList<string> deeds) => deeds
        .GroupBy(deed => deed.Split('.')[0], StringComparer.Ordinal)
        .SelectMany(kind => kind.Select(deed => (deed, "\u2003" + Of(deed))).Prepend((kind.Key, $"{kind.Key}: all")));
}
