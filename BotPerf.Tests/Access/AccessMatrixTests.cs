using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using BotPerf.Tests.Architecture;
using BotPerf.Tests.Hosting;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BotPerf.Tests.Access;

/// <summary>Everybody at every door, compared with the one table of docs/access.md.</summary>
public sealed partial class AccessMatrixTests
{
    private const string Open = "yes";

    [Fact]
    public async Task Doors_EveryCallerAtEachOne_IsAnsweredAsTheDocumentSays()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var callers = await CallersAsync(server);
        var actual = new StringBuilder();
        foreach (var (verb, path) in Doors(server))
        {
            actual.Append("| `").Append(verb).Append(' ').Append(path).Append('`');
            foreach (var caller in callers)
                actual.Append(" | ").Append(await AnswerAsync(caller, verb, path));
            actual.Append(" |\n");
        }

        callers.ForEach(caller => caller.Dispose());
        Assert.True(Documented() == actual.ToString(), $"docs/access.md has to say:\n{actual}");
    }

    private static string Documented() => string.Concat(
        File.ReadAllLines(SourceTree.Path("docs/access.md")).Where(line => DoorLine().IsMatch(line)).Select(line => line + "\n"));

    /// <summary>In the order of the table's columns.</summary>
    private static async Task<List<HttpClient>> CallersAsync(LocalServer server)
    {
        var bot = await server.Get<BotRegistry>().CreateAsync("Caller", "a test", CancellationToken.None);
        var callers = new List<HttpClient> { WithKey(server, null), WithKey(server, bot.Key.Text) };
        foreach (var role in Roles.All)
        {
            await server.AddAccountAsync($"{role}@example.org", role);
            var person = server.NewVisitor();
            (await person.SignInAsync($"{role}@example.org", LocalServer.Password)).Dispose();
            callers.Add(person.Http);
        }

        foreach (var scope in Scopes.All)
        {
            var token = await server.Get<ApiTokens>().CreateAsync(
                scope, scope, expiresAt: null, "a test", CancellationToken.None);
            callers.Add(WithKey(server, token.Text));
        }

        return callers;
    }

    private static HttpClient WithKey(LocalServer server, string? key)
    {
        var visitor = server.NewVisitor().Http;
        if (key is not null)
            visitor.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return visitor;
    }

    /// <summary>Pages by GET alone; what a circuit asks for is what its page may.</summary>
    private static List<(string Verb, string Path)> Doors(LocalServer server) =>
    [
        .. server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => !endpoint.Metadata.Any(item => item.GetType().Name == "StaticAssetDescriptor"))
            .SelectMany(endpoint => VerbsOf(endpoint).Select(verb =>
                (Verb: verb, Path: "/" + Constraint().Replace(endpoint.RoutePattern.RawText!.Trim('/'), "{$1}"))))
            .Where(door => !door.Path.Contains("_framework", StringComparison.Ordinal))
            .Distinct()
            .OrderBy(door => door.Path, StringComparer.Ordinal)
            .ThenBy(door => door.Verb, StringComparer.Ordinal),
    ];

    private static IEnumerable<string> VerbsOf(RouteEndpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            return ["GET"];
        return endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } verbs
            ? verbs.Where(verb => verb is not "OPTIONS" and not "HEAD")
            : ["GET"];
    }

    // Nothing has the number 0: whoever gets through changes nothing.
    private static async Task<string> AnswerAsync(HttpClient caller, string verb, string path)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(verb),
            new Uri(Parameter().Replace(path.Replace("{documentName}", "v1", StringComparison.Ordinal), "0"), UriKind.Relative));
        if (verb is "POST" or "PATCH" or "PUT")
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await caller.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => "401",
            HttpStatusCode.Forbidden => "403",
            HttpStatusCode.Redirect when answer.Headers.Location?.OriginalString.Contains("/sign-in", StringComparison.Ordinal) == true => "sign-in",
            HttpStatusCode.Redirect when answer.Headers.Location?.OriginalString.Contains("/access-denied", StringComparison.Ordinal) == true => "403",
            < HttpStatusCode.InternalServerError => Open,
            var broken => ((int)broken).ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    [GeneratedRegex(@"^\| `[A-Z]+ /")]
    private static partial Regex DoorLine();

    [GeneratedRegex(@"\{\**(\w+)[^}]*\}")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
