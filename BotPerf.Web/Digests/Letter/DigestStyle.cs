using BotPerf.Web.Alerts;
using BotPerf.Web.Digests.Content;

namespace BotPerf.Web.Digests.Letter;

/// <summary>
/// How a letter looks. What matters stands in the elements, since some mail programs drop the head; the head adds the dark
/// colours and the narrow screen. Pure.
/// </summary>
internal static class DigestStyle
{
    public const string Font = "font-family:system-ui,Segoe UI,Roboto,Helvetica,Arial,sans-serif;";
    public const string Text = Font + "color:#1d2430;";
    public const string Soft = Font + "color:#5a6475;";
    public const string Wrap = "overflow-wrap:anywhere;word-break:break-word;";
    public const string Line = "border-top:1px solid #e3e6eb;";

    /// <summary>Wins over the elements' own colours, which a mail program without dark mode needs.</summary>
    public const string Head = """
        :root{color-scheme:light dark;supported-color-schemes:light dark}
        body{margin:0;padding:0;-webkit-text-size-adjust:100%}
        a{color:#2457c5}
        @media (max-width:480px){.pad{padding-left:16px!important;padding-right:16px!important}.fig{width:50%!important}}
        @media (prefers-color-scheme:dark){
        .bg{background:#12161d!important}.card{background:#1b212b!important}
        .t{color:#e6e9ef!important}.s{color:#a3adbd!important}.l{border-color:#303948!important}
        .crit{color:#ff8f96!important}.warn{color:#f0b849!important}.good{color:#5fd08f!important}.quiet{color:#a3adbd!important}
        .bar{background:#6f9bff!important}.none{background:#303948!important}
        a{color:#8fb1ff!important}.button{background:#4f7fe8!important;color:#ffffff!important}}
        """;

    public static string Class(DigestLevel level) => level switch
    {
        DigestLevel.Critical => "crit",
        DigestLevel.Warning => "warn",
        DigestLevel.Good => "good",
        _ => "quiet",
    };

    public static string Color(DigestLevel level) => level switch
    {
        DigestLevel.Critical => "#b3202c",
        DigestLevel.Warning => "#8a5a00",
        DigestLevel.Good => "#1e7a45",
        _ => "#5a6475",
    };

    /// <summary>A shape beside the colour, and the word beside both.</summary>
    public static string Shape(DigestLevel level) => level switch
    {
        DigestLevel.Critical => "◆",
        DigestLevel.Warning => "▲",
        DigestLevel.Good => "●",
        _ => "○",
    };

    public static string Word(DigestLevel level) => level switch
    {
        DigestLevel.Critical => "Needs you",
        DigestLevel.Warning => "Needs a look",
        DigestLevel.Good => "All good",
        _ => "Nothing heard",
    };

    public static DigestLevel LevelOf(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Critical => DigestLevel.Critical,
        AlertSeverity.Info => DigestLevel.Quiet,
        _ => DigestLevel.Warning,
    };
}
