using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace BotPerf.Web.Reports.Html;

/// <summary>Writes a report as HTML, with the framework's own renderer.</summary>
internal sealed class ReportHtml(IServiceProvider services, ILoggerFactory logging)
{
    public async Task WriteAsync(Report report, TextWriter to)
    {
        await using var renderer = new HtmlRenderer(services, logging);
        await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var page = await renderer.RenderComponentAsync<ReportPage>(
                ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(ReportPage.Report)] = report }));
            page.WriteHtmlTo(to);
        });
    }
}
