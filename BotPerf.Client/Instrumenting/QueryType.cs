namespace BotPerf.Client.Instrumenting;

/// <summary>What kind of statement a text is: one of a few words, never anything of the text itself. Pure.</summary>
internal static class QueryType
{
    public const string Other = "OTHER";

    private static readonly string[] s_known =
    [
        "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "WITH", "CALL", "EXEC", "CREATE", "ALTER", "DROP",
        "TRUNCATE", "PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "COPY", "EXPLAIN", "VACUUM", "SET",
    ];

    public static string Of(string? text)
    {
        var rest = text.AsSpan();
        while (true)
        {
            rest = SkipToWord(rest);
            var length = rest.IndexOfAnyExcept(s_letters);
            var word = length < 0 ? rest : rest[..length];

            // What SQL Server's provider sends before the statement: SET NOCOUNT ON; INSERT …
            if (word.Equals("SET", StringComparison.OrdinalIgnoreCase) && rest.IndexOf(';') is var end and >= 0
                && SkipToWord(rest[(end + 1)..]) is { IsEmpty: false } next)
            {
                rest = next;
                continue;
            }

            return Known(word);
        }
    }

    private static readonly System.Buffers.SearchValues<char> s_letters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static string Known(ReadOnlySpan<char> word)
    {
        if (word.Equals("EXECUTE", StringComparison.OrdinalIgnoreCase))
            return "EXEC";
        foreach (var known in s_known)
        {
            if (word.Equals(known, StringComparison.OrdinalIgnoreCase))
                return known;
        }

        return Other;
    }

    /// <summary>Past blanks, brackets and comments: tags of Entity Framework stand before the statement as comments.</summary>
    private static ReadOnlySpan<char> SkipToWord(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (char.IsWhiteSpace(text[0]) || text[0] is '(' or ';')
                text = text[1..];
            else if (text.StartsWith("--"))
                text = After(text, "\n");
            else if (text.StartsWith("/*"))
                text = After(text, "*/");
            else
                break;
        }

        return text;
    }

    private static ReadOnlySpan<char> After(ReadOnlySpan<char> text, string end) =>
        text.IndexOf(end) is var at and >= 0 ? text[(at + end.Length)..] : [];
}
