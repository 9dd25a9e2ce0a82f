using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using BotPerf.Tests.Hosting;
using BotPerf.Web.Access;

namespace BotPerf.Tests.Api;

/// <summary>A program that calls the REST interface with a token, or with whatever it is given.</summary>
internal sealed class ApiCaller : IDisposable
{
    private readonly HttpClient _http;

    public ApiCaller(LocalServer server, string? key)
        : this(server.Url, key)
    {
    }

    public ApiCaller(Uri server, string? key)
    {
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server };
        if (key is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public HttpClient Http => _http;

    public static async Task<ApiCaller> WithTokenAsync(LocalServer server, string scope, string? name = null)
    {
        var made = await server.Get<ApiTokens>().CreateAsync(
            name ?? $"test {scope} {Guid.NewGuid():N}", scope, expiresAt: null, "a test", CancellationToken.None);
        return new ApiCaller(server, made.Text);
    }

    /// <summary>Status and body; an empty body is null.</summary>
    public async Task<Answer> SendAsync(string verb, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = body as HttpContent ?? JsonContent.Create(body);
        return await ReadAsync(await _http.SendAsync(request));
    }

    public Task<Answer> GetAsync(string path) => SendAsync("GET", path);

    public static async Task<Answer> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            var isJson = answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
            return new Answer(answer.StatusCode, answer.Content.Headers.ContentType?.MediaType,
                isJson ? JsonDocument.Parse(text).RootElement : default);
        }
    }

    public void Dispose() => _http.Dispose();
}

internal sealed record Answer(HttpStatusCode Status, string? ContentType, JsonElement Body)
{
    public JsonElement this[string name] => Body.GetProperty(name);

    public string? Text(string name) => Body.GetProperty(name).GetString();

    /// <summary>Asserts a problem document of that status.</summary>
    public Answer Refused(HttpStatusCode status)
    {
        Assert.Equal(status, Status);
        Assert.Equal("application/problem+json", ContentType);
        Assert.Equal((int)status, this["status"].GetInt32());
        Assert.NotEqual("", Text("title"));
        Assert.NotEqual("", Text("detail"));
        return this;
    }
}
