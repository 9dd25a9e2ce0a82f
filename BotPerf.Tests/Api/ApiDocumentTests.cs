using System.Net;
using System.Text.Json;
using BotPerf.Tests.Hosting;
using BotPerf.Web.Access;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BotPerf.Tests.Api;

/// <summary><c>/openapi/v1.json</c> says what there is, in words.</summary>
public sealed class ApiDocumentTests
{
    [Fact]
    public async Task Document_EveryMappedCall_IsInItWithSummaryProblemsAndSecurity()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var paths = (await DocumentAsync(server)).GetProperty("paths");
        var calls = server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.TrimStart('/').StartsWith("api/", StringComparison.Ordinal) == true)
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
                .Select(verb => (Path: "/" + endpoint.RoutePattern.RawText!.Trim('/'), Verb: verb.ToLowerInvariant())))
            .ToList();

        Assert.True(calls.Count > 12);
        Assert.All(calls, call =>
        {
            Assert.True(paths.TryGetProperty(call.Path, out var path), call.Path);
            Assert.True(path.TryGetProperty(call.Verb, out var operation), $"{call.Verb} {call.Path}");
            Assert.False(string.IsNullOrWhiteSpace(operation.GetProperty("summary").GetString()), $"{call.Verb} {call.Path}");
            Assert.Equal(1, operation.GetProperty("security").GetArrayLength());
            var answers = operation.GetProperty("responses");
            Assert.True(answers.GetProperty("401").GetProperty("content").TryGetProperty("application/problem+json", out _));
            Assert.Contains(answers.EnumerateObject(), answer => answer.Name[0] == '2');
            if (operation.TryGetProperty("parameters", out var parameters))
                Assert.All(parameters.EnumerateArray(), parameter => Assert.True(
                    parameter.TryGetProperty("description", out var said) && said.GetString()!.Length > 0,
                    $"{call.Verb} {call.Path}: {parameter.GetProperty("name")}"));
        });
    }

    [Fact]
    public async Task Document_EveryShape_SaysWhatItsFieldsAre()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var shapes = (await DocumentAsync(server)).GetProperty("components").GetProperty("schemas");

        var silent = shapes.EnumerateObject()
            .Where(shape => shape.Value.TryGetProperty("properties", out _))
            .SelectMany(shape => shape.Value.GetProperty("properties").EnumerateObject()
                .Where(field => !SaysItself(field.Value))
                .Select(field => $"{shape.Name}.{field.Name}"));

        Assert.True(!silent.Any(), string.Join(", ", silent));
        Assert.True(shapes.GetProperty("BotShape").GetProperty("properties").GetProperty("createdAt")
            .GetProperty("type").ToString() is "string");
    }

    [Fact]
    public async Task Document_Stranger_IsRefused()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var stranger = new ApiCaller(server, key: null);

        (await stranger.GetAsync("/openapi/v1.json")).Refused(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Calls_TooMany_AreToldWhenToComeBack()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        using var hasty = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        using var calm = await ApiCaller.WithTokenAsync(server, Scopes.Read);

        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ =>
            hasty.Http.GetAsync(new Uri("/api/v1/me", UriKind.Relative))));

        var refused = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, (await calm.GetAsync("/api/v1/me")).Status);
    }

    /// <summary>By its own words, or by those of the shape it is, or is null instead of.</summary>
    private static bool SaysItself(JsonElement field) =>
        new[] { "description", "$ref", "oneOf" }.Any(name => field.TryGetProperty(name, out _));

    private static async Task<JsonElement> DocumentAsync(LocalServer server)
    {
        using var reader = await ApiCaller.WithTokenAsync(server, Scopes.Read);
        var document = await reader.GetAsync("/openapi/v1.json");
        Assert.Equal(HttpStatusCode.OK, document.Status);
        return document.Body;
    }
}
