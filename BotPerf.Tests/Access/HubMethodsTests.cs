using System.Net.WebSockets;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using BotPerf.Tests.Architecture;
using BotPerf.Tests.Hosting;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Components.Live;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace BotPerf.Tests.Access;

/// <summary>The methods of the hubs and the acts of the pages, compared with the tables of docs/access.md.</summary>
public sealed partial class HubMethodsTests
{
    private const char End = '\u001e';
    private static readonly Assembly Web = typeof(BotId).Assembly;

    [Fact]
    public async Task Methods_EveryCallerOfEachOne_IsAnsweredAsTheDocumentSays()
    {
        await using var server = await LocalServer.StartWithAdaAsync();
        var callers = await CallersAsync(server);
        var actual = new StringBuilder();
        foreach (var (path, method) in Methods(server))
        {
            actual.Append("| `").Append(path).Append(' ').Append(method).Append('`');
            foreach (var caller in callers)
                actual.Append(" | ").Append(await AnswerAsync(server, caller, path, method));
            actual.Append(" |\n");
        }

        Assert.True(Documented(MethodLine()) == actual.ToString(), $"docs/access.md has to say:\n{actual}");
    }

    [Fact]
    public void Acts_OfEachPage_AskForWhatTheDocumentSays()
    {
        var policy = typeof(ActingComponent).GetProperty("Policy", BindingFlags.Instance | BindingFlags.NonPublic)!;
        var actual = string.Concat(Web.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ActingComponent)) && !type.IsAbstract)
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => $"| `{type.Name}` | {policy.GetValue(Activator.CreateInstance(type))} |\n"));

        Assert.True(Documented(ActLine()) == actual, $"docs/access.md has to say:\n{actual}");
    }

    private static string Documented(Regex line) => string.Concat(
        File.ReadAllLines(SourceTree.Path("docs/access.md")).Where(text => line.IsMatch(text)).Select(text => text + "\n"));

    /// <summary>In the order of the table's columns.</summary>
    private static async Task<List<Action<ClientWebSocketOptions>>> CallersAsync(LocalServer server)
    {
        var bot = await server.Get<BotRegistry>().CreateAsync("Caller", "a test", CancellationToken.None);
        var callers = new List<Action<ClientWebSocketOptions>> { _ => { }, WithKey(bot.Key.Text) };
        foreach (var role in Roles.All)
        {
            await server.AddAccountAsync($"{role}@example.org", role);
            using var person = server.NewVisitor();
            (await person.SignInAsync($"{role}@example.org", LocalServer.Password)).Dispose();
            callers.Add(options => options.Cookies = person.Cookies);
        }

        foreach (var scope in Scopes.All)
            callers.Add(WithKey((await server.Get<ApiTokens>().CreateAsync(
                scope, scope, expiresAt: null, "a test", CancellationToken.None)).Text));
        return callers;
    }

    private static Action<ClientWebSocketOptions> WithKey(string key) =>
        options => options.SetRequestHeader("Authorization", "Bearer " + key);

    private static IEnumerable<(string Path, string Method)> Methods(LocalServer server) =>
        server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.EndsWith("/negotiate", StringComparison.Ordinal) is false)
            .Select(endpoint => (Path: "/" + endpoint.RoutePattern.RawText!.Trim('/'), endpoint.Metadata.GetMetadata<HubMetadata>()?.HubType))
            .Where(hub => hub.HubType?.Assembly == Web)
            .SelectMany(hub => hub.HubType!.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
                .Where(method => !method.IsSpecialName && method.GetBaseDefinition().DeclaringType == hub.HubType)
                .Select(method => (hub.Path, Method: method.Name)))
            .Distinct()
            .OrderBy(found => found.Path, StringComparer.Ordinal)
            .ThenBy(found => found.Method, StringComparer.Ordinal);

    /// <summary>What is asked is nonsense: whoever is heard is told so, and changes nothing.</summary>
    private static async Task<string> AnswerAsync(
        LocalServer server, Action<ClientWebSocketOptions> caller, string path, string method)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        caller(socket.Options);
        try
        {
            await socket.ConnectAsync(new UriBuilder(server.Url) { Scheme = "ws", Path = path }.Uri, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            return ((int)socket.HttpStatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        await SendAsync(socket, """{"protocol":"json","version":1}""");
        await SendAsync(socket, JsonSerializer.Serialize(new { type = 1, invocationId = "1", target = method, arguments = new object?[] { null } }));
        var read = new StringBuilder();
        var buffer = new byte[16_384];
        while (!read.ToString().Contains("\"invocationId\":\"1\"", StringComparison.Ordinal))
        {
            var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
            if (received.MessageType == WebSocketMessageType.Close)
                return "closed";
            read.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
        }

        return read.ToString().Contains("unauthorized", StringComparison.OrdinalIgnoreCase) ? "403" : "yes";
    }

    private static Task SendAsync(ClientWebSocket socket, string message) => socket.SendAsync(
        Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    [GeneratedRegex(@"^\| `/hubs/\w+ \w+`")]
    private static partial Regex MethodLine();

    [GeneratedRegex(@"^\| `[A-Z]\w+` \| (viewer|operator|admin) \|$")]
    private static partial Regex ActLine();
}
