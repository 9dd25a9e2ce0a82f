using System.Text;

namespace BotPerf.Tests.Reports;

/// <summary>A table as another program reads it: RFC 4180, and one apostrophe taken away where a cell begins with it.</summary>
internal static class CsvRows
{
    public static List<Dictionary<string, string>> Of(string text)
    {
        var lines = Lines(text.TrimStart('\uFEFF'));
        return [.. lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary(cell => cell.First, cell => Plain(cell.Second)))];
    }

    /// <summary>As they stand in the file.</summary>
    public static List<List<string>> Lines(string text)
    {
        var (lines, line, cell, quoted) = (new List<List<string>>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            if (quoted && text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"')
                cell.Append(text[i++]);
            else if (text[i] == '"')
                quoted = !quoted;
            else if (!quoted && text[i] is ',' or '\n')
            {
                line.Add(cell.ToString());
                cell.Clear();
                if (text[i] == '\n')
                {
                    lines.Add(line);
                    line = [];
                }
            }
            else if (quoted || text[i] != '\r')
                cell.Append(text[i]);
        }

        return lines;
    }

    private static string Plain(string cell) => cell.StartsWith('\'') ? cell[1..] : cell;
}
