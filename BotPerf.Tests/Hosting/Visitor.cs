using System.Net;
using System.Text.RegularExpressions;

namespace BotPerf.Tests.Hosting;

/// <summary>Somebody with a browser's manners: keeps cookies, fills in forms, and follows a redirect only when told.</summary>
internal sealed partial class Visitor : IDisposable
{
    private readonly HttpClient _http;

    public Visitor(Uri server)
    {
        Cookies = new CookieContainer();
        _http = new HttpClient(new HttpClientHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = Cookies,
#pragma warning disable MA0039 // a server of a test vouches for itself
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
#pragma warning restore MA0039
        })
        {
            BaseAddress = server,
        };
    }

    public CookieContainer Cookies { get; }

    public HttpClient Http => _http;

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(new Uri(path, UriKind.Relative));

    /// <summary>Opens a page and sends its form with these fields.</summary>
    public Task<HttpResponseMessage> SubmitAsync(string path, params (string Name, string Value)[] fields) =>
        SubmitAsync(path, () => Task.CompletedTask, fields);

    /// <param name="path">Of the page.</param>
    /// <param name="meanwhile">Happens while it is filled in.</param>
    /// <param name="fields">What is typed.</param>
    public async Task<HttpResponseMessage> SubmitAsync(string path, Func<Task> meanwhile, params (string Name, string Value)[] fields)
    {
        using var page = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var html = await page.Content.ReadAsStringAsync();
        var form = HiddenField().Matches(html)
            .DistinctBy(match => match.Groups["name"].Value)
            .ToDictionary(match => match.Groups["name"].Value, match => WebUtility.HtmlDecode(match.Groups["value"].Value));
        foreach (var (name, value) in fields)
            form[name] = value;
        await meanwhile();
        using var content = new FormUrlEncodedContent(form);
        return await _http.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    public Task<HttpResponseMessage> SignInAsync(string email, string password, string query = "") =>
        SubmitAsync("/sign-in" + query, ("Email", email), ("Password", password));

    /// <summary>Presses the button of the shell's menu.</summary>
    public async Task<HttpResponseMessage> SignOutAsync()
    {
        var html = await _http.GetStringAsync(new Uri("/", UriKind.Relative));
        var token = HiddenField().Matches(html).First(match => match.Groups["name"].Value == "__RequestVerificationToken");
        using var content = new FormUrlEncodedContent(
            [KeyValuePair.Create("__RequestVerificationToken", token.Groups["value"].Value)]);
        return await _http.PostAsync(new Uri("/sign-out", UriKind.Relative), content);
    }

    /// <summary>What the page complains of; null when it does not.</summary>
    public static async Task<string?> ProblemAsync(HttpResponseMessage answer)
    {
        var match = Problem().Match(await answer.Content.ReadAsStringAsync());
        return match.Success ? WebUtility.HtmlDecode(match.Groups["text"].Value) : null;
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)" />""")]
    private static partial Regex HiddenField();

    [GeneratedRegex("""data-testid="problem"[^>]*>(?<text>[^<]*)<""")]
    private static partial Regex Problem();
}
