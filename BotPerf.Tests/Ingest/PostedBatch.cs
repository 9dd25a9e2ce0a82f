using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Ingest;

/// <summary>The answer to a POST of events.</summary>
internal sealed record PostedBatch(HttpStatusCode Status, string? ContentType, RetryConditionHeaderValue? RetryAfter, JsonElement Body)
{
    public int Accepted => Body.GetProperty("accepted").GetInt32();
    public bool Duplicate => Body.GetProperty("duplicate").GetBoolean();

    public IReadOnlyList<(int Index, string Code)> Rejected =>
        [.. Body.GetProperty("rejected").EnumerateArray()
            .Select(one => (one.GetProperty("index").GetInt32(), one.GetProperty("code").GetString()!))];

    public static Task<PostedBatch> SendAsync(ServerProcess server, string? key, string json) =>
        SendAsync(server, key, new StringContent(json, Encoding.UTF8, "application/json"));

    public static async Task<PostedBatch> SendAsync(ServerProcess server, string? key, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, HubContract.HttpPath[1..]) { Content = content };
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await server.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new PostedBatch(
            answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, answer.Headers.RetryAfter,
            text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    /// <summary>The whole request was refused, with a document that says why.</summary>
    public void AssertProblem(HttpStatusCode status)
    {
        Assert.Equal(status, Status);
        Assert.Equal("application/problem+json", ContentType);
        Assert.Equal((int)status, Body.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrWhiteSpace(Body.GetProperty("detail").GetString()));
    }
}
