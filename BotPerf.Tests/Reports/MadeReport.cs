using System.Net;
using System.Text.Json;
using BotPerf.Tests.Api;
using BotPerf.Tests.Hosting;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Reports.Files;

namespace BotPerf.Tests.Reports;

/// <summary>A report of a real server, ordered over REST and waited for.</summary>
internal sealed record MadeReport(LocalServer Server, ApiCaller Caller, int Id, JsonElement Body)
{
    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    public static async Task<MadeReport> OfAsync(LocalServer server, ApiCaller caller, object wanted)
    {
        var ordered = await caller.SendAsync("POST", "/api/v1/reports", wanted);
        Assert.True(ordered.Status == HttpStatusCode.Accepted, ordered.Body.ToString());
        return await OverAsync(server, caller, ordered["id"].GetInt32());
    }

    /// <summary>Waits until it is done, failed or cancelled.</summary>
    public static async Task<MadeReport> OverAsync(LocalServer server, ApiCaller caller, int id)
    {
        var body = default(JsonElement);
        await Eventually.TrueAsync("the report is over", async () =>
        {
            body = (await caller.GetAsync($"/api/v1/reports/{id}")).Body;
            return body.GetProperty("state").GetString() is "done" or "failed" or "cancelled";
        }, TimeSpan.FromSeconds(90));
        return new MadeReport(server, caller, id, body);
    }

    public string? State => Body.GetProperty("state").GetString();

    public string FileOf(string name) => Path.Combine(Server.Folder.Reports, Id.ToString(System.Globalization.CultureInfo.InvariantCulture), name);

    public string Pdf => FileOf(ReportFiles.Pdf);

    public async Task<string> DownloadAsync(string format, string? table = null)
    {
        using var answer = await Caller.Http.GetAsync(new Uri(
            $"/api/v1/reports/{Id}/download?format={format}{(table is null ? "" : $"&table={table}")}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
