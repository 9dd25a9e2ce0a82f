using System.Net;
using System.Text.Json;
using BotPerf.Tests.Hosting;

namespace BotPerf.Tests.Api;

/// <summary>What every call of the REST interface has in common.</summary>
public sealed class ApiMannersTests
{
    [Theory]
    [InlineData("GET", "/api/v1/nothing", HttpStatusCode.NotFound, "No such call")]
    [InlineData("GET", "/api/elsewhere", HttpStatusCode.NotFound, "No such call")]
    [InlineData("DELETE", "/api/v1/me", HttpStatusCode.MethodNotAllowed, "Wrong method")]
    [InlineData("GET", "/api/v1/ingest", HttpStatusCode.MethodNotAllowed, "Wrong method")]
    [InlineData("GET", "/api/v1/me", HttpStatusCode.Unauthorized, "Not signed in")]
    public async Task Call_Stranger_GetsAProblemDocument(string verb, string path, HttpStatusCode status, string title)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var stranger = server.NewVisitor();

        using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(path, UriKind.Relative));
        using var answer = await stranger.Http.SendAsync(request);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(title, problem.RootElement.GetProperty("title").GetString());
        Assert.Equal((int)status, problem.RootElement.GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData("/v1/traces")]
    [InlineData("/v1/logs")]
    public async Task OpenTelemetry_WhatIsNotKept_IsToldWhereMetricsGo(string path)
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var exporter = server.NewVisitor();

        using var nothing = new ByteArrayContent([]);
        using var answer = await exporter.Http.PostAsync(new Uri(path, UriKind.Relative), nothing);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Contains("/v1/metrics", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Me_SignedIn_IsThePerson()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var ada = server.NewVisitor();
        (await ada.SignInAsync(LocalServer.Email, LocalServer.Password)).Dispose();

        using var answer = JsonDocument.Parse(await ada.Http.GetStringAsync(new Uri("/api/v1/me", UriKind.Relative)));

        Assert.Equal(LocalServer.Email, answer.RootElement.GetProperty("name").GetString());
        Assert.Equal("admin", answer.RootElement.GetProperty("role").GetString());
    }
}
