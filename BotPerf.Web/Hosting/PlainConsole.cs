using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace BotPerf.Web.Hosting;

/// <summary>
/// One line an entry: time, level, source, message. Control characters, and what ends or turns a line, are written as escapes:
/// names and error texts come from strangers, and must not forge lines or steer a terminal.
/// </summary>
internal sealed class PlainConsole(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "plain";

    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var source = logEntry.Category[(logEntry.Category.LastIndexOf('.') + 1)..];
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        textWriter.WriteLine($"{time.GetUtcNow():HH:mm:ss.fff} {Word(logEntry.LogLevel)} {source}: {Escape(text)}");
        if (logEntry.Exception is { } exception)
            foreach (var line in exception.ToString().Split('\n'))
                textWriter.WriteLine($"    {Escape(line.TrimEnd('\r'))}");
    }

    public static string Escape(string text)
    {
        if (!text.Any(IsSteering))
            return text;

        var escaped = new StringBuilder(text.Length + 8);
        foreach (var letter in text)
        {
            if (IsSteering(letter))
                escaped.Append("\\u").Append(((int)letter).ToString("x4"));
            else
                escaped.Append(letter);
        }

        return escaped.ToString();
    }

    private static bool IsSteering(char letter) => char.IsControl(letter) || TextCut.Steers(letter);

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        _ => "ERROR",
    };
}
