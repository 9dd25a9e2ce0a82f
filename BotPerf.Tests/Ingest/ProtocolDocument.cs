using System.Text.RegularExpressions;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Ingest;

/// <summary>The examples of docs/protocol.md, so that what the document says is what the tests send.</summary>
internal static partial class ProtocolDocument
{
    /// <summary>The batch that the document sends with curl.</summary>
    public static string Batch { get; } = JsonBlock()
        .Matches(File.ReadAllText(RepositoryFolder.File("docs", "protocol.md")).ReplaceLineEndings("\n"))
        .Select(match => match.Groups[1].Value)
        .First(block => block.Contains("\"events\"", StringComparison.Ordinal));

    [GeneratedRegex(@"```json\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();
}
