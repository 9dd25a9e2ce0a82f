using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace BotPerf.Web.Reports.Html;

/// <summary>
/// Writes a report as one file of HTML, with the framework's own renderer: bot by bot, each written and let go of before the
/// next, so that memory holds what is written of one of them.
/// </summary>
internal sealed class ReportHtml(IServiceProvider services, ILoggerFactory logging)
{
    /// <summary>So many commands of a bot are listed in a table; nobody reads more on paper.</summary>
    public const int MostRows = 500;

    public async Task WriteAsync(Report report, TextWriter to, CancellationToken cancellationToken)
    {
        var time = ReportTime.Of(report.Zone);
        await to.WriteLineAsync("<!DOCTYPE html>\n<html lang=\"en\">");
        await PartAsync<ReportHead>(to, (nameof(ReportHead.Title), report.Title));
        await to.WriteLineAsync("\n<body>");
        await PartAsync<ReportTop>(to, (nameof(ReportTop.Report), report), (nameof(ReportTop.Time), time));
        foreach (var bot in report.Bots)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await PartAsync<BotPart>(to, (nameof(BotPart.Bot), bot), (nameof(BotPart.Window), report.Window), (nameof(BotPart.Time), time));
        }

        await PartAsync<ReportEnd>(to);
        await to.WriteLineAsync("</body>\n</html>");
    }

    // A renderer keeps what it rendered until its end: one for each part.
    private async Task PartAsync<TPart>(TextWriter to, params (string Name, object? Value)[] parameters) where TPart : IComponent
    {
        await using var renderer = new HtmlRenderer(services, logging);
        await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var part = await renderer.RenderComponentAsync<TPart>(
                ParameterView.FromDictionary(parameters.ToDictionary(one => one.Name, one => one.Value)));
            part.WriteHtmlTo(to);
        });
    }
}
