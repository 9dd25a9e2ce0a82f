using System.Net;
using System.Text;
using BotPerf.Web.Delivery.Senders;

namespace BotPerf.Web.Delivery.Mail;

/// <summary>
/// A notice as a letter: plain text, and HTML for a phone in the dark as well: one column, no pictures, nothing from
/// elsewhere. Pure.
/// </summary>
internal static class LetterBuilder
{
    public static MailLetter Of(Parcel parcel, IReadOnlyList<string> to) => new(
        to, $"{Prefix(parcel.Notice.Tone)}{TextCut.OneLine(parcel.Notice.Title, 140)}", Text(parcel), Html(parcel), parcel.DeliveryId,
        parcel.Notice.Kind, parcel.ThreadMessage);

    private static string Text(Parcel parcel)
    {
        var notice = parcel.Notice;
        var text = new StringBuilder().Append(TextCut.OneLine(notice.Title, 300)).Append("\r\n\r\n");
        foreach (var line in Lines(MessageText.Body(parcel)))
            text.Append(line).Append("\r\n");
        foreach (var field in notice.Fields)
            text.Append("\r\n").Append(TextCut.OneLine(field.Name, 256)).Append(": ").Append(TextCut.OneLine(field.Value, 1_024));
        text.Append("\r\n\r\n").Append(Format.Utc(notice.At));
        if (parcel.Link is { } link)
            text.Append("\r\n").Append(link.AbsoluteUri);
        return text.Append("\r\n\r\n-- \r\nBotPerf\r\n").ToString();
    }

    private static string Html(Parcel parcel)
    {
        var notice = parcel.Notice;
        var rows = new StringBuilder();
        foreach (var field in notice.Fields)
        {
            rows.Append("<tr><td class=\"n\">").Append(Safe(TextCut.OneLine(field.Name, 256))).Append("</td><td class=\"v\">")
                .Append(Safe(TextCut.OneLine(field.Value, 1_024))).Append("</td></tr>");
        }

        var body = string.Join("<br>", Lines(MessageText.Body(parcel)).Select(Safe));
        var table = rows.Length > 0 ? $"<table role=\"presentation\">{rows}</table>" : "";
        var link = parcel.Link is { } url
            ? $"<p><a class=\"b\" href=\"{Safe(url.AbsoluteUri)}\">Open in the dashboard</a></p>"
            : "";
        return $$"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
            <meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
            <title>{{Safe(TextCut.OneLine(notice.Title, 300))}}</title><style>
            :root{color-scheme:light dark}
            body{margin:0;padding:16px;background:#f4f5f7;color:#1d2430;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
            .c{max-width:560px;margin:0 auto;background:#fff;border-radius:8px;border-top:4px solid {{MessageText.ColorText(notice.Tone)}};padding:20px}
            h1{font-size:19px;line-height:1.3;margin:4px 0 12px;overflow-wrap:anywhere}.k{font-size:13px;font-weight:600;color:#5a6475;margin:0}
            p{margin:0 0 14px;overflow-wrap:anywhere}table{border-collapse:collapse;width:100%;margin:0 0 14px}
            td{padding:6px 0;border-top:1px solid #e3e6eb;vertical-align:top;overflow-wrap:anywhere}.n{color:#5a6475;padding-right:14px;width:35%}
            .b{display:inline-block;padding:10px 16px;background:#2457c5;color:#fff;border-radius:6px;text-decoration:none}.f{font-size:13px;color:#5a6475;margin:0}
            @media (prefers-color-scheme:dark){body{background:#12161d;color:#e6e9ef}.c{background:#1b212b}td{border-color:#303948}.n,.k,.f{color:#a3adbd}.b{background:#4f7fe8;color:#fff} }
            </style></head><body><div class="c"><p class="k">{{WordOf(notice.Tone)}}</p><h1>{{Safe(TextCut.OneLine(notice.Title, 300))}}</h1>
            <p>{{body}}</p>{{table}}{{link}}
            <p class="f">{{Format.Utc(notice.At)}} · BotPerf</p></div></body></html>
            """;
    }

    private static string[] Lines(string text) => TextCut.Visible(text).Split('\n');

    private static string Safe(string text) => WebUtility.HtmlEncode(text);

    /// <summary>The word, because a colour alone tells nothing to some.</summary>
    private static string WordOf(NoticeTone tone) => tone switch
    {
        NoticeTone.Good => "Good news",
        NoticeTone.Info => "For your information",
        _ => tone.ToString(),
    };

    private static string Prefix(NoticeTone tone) => tone >= NoticeTone.Warning ? $"[{tone}] " : "";
}
