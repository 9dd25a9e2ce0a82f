using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Reports.Html;

/// <summary>
/// A name that anybody may have chosen: it reads in its own direction, and cannot turn that of what stands beside it. A text
/// and no component, for a report has very many.
/// </summary>
internal static class Name
{
    // Every script is written as it is; what HTML would take for its own, and what lies beyond the first plane, as numbers.
    private static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <param name="text">The name.</param>
    /// <param name="empty">What stands in place of none.</param>
    public static MarkupString Of(string? text, string empty = Format.None) =>
        new($"<bdi dir=\"auto\">{s_encoder.Encode(string.IsNullOrEmpty(text) ? empty : TextCut.Visible(text, keepLines: false))}</bdi>");
}
