using BotPerf.Client.Instrumenting;

namespace BotPerf.Tests.Client;

public sealed class HttpRouteTests
{
    [Theory]
    [InlineData("POST", "/api/v10/channels/1420213631030661130/messages", "POST /channels/:id/messages")]
    [InlineData("GET", "/api/v10/gateway/bot", "GET /gateway/bot")]
    [InlineData("PATCH", "/api/channels/1/messages/2", "PATCH /channels/:id/messages/:id")]
    [InlineData("PUT", "/api/v9/channels/1/messages/2/reactions/%F0%9F%94%A5/@me", "PUT /channels/:id/messages/:id/reactions/:name/@me")]
    [InlineData("POST", "/api/v10/interactions/99/aW50ZXJhY3Rpb246MTIz/callback", "POST /interactions/:id/:token/callback")]
    [InlineData("POST", "/api/webhooks/123/Ab-Cd_secretSECRETsecretSECRETsecretSECRETsecret", "POST /webhooks/:id/:token")]
    [InlineData("GET", "/api/v10/invites/myserver", "GET /invites/:name")]
    [InlineData("GET", "/api/v10/guilds/templates/abcdefg", "GET /guilds/templates/:name")]
    [InlineData("GET", "/", "GET /")]
    public void Of_DiscordsPaths_NameNobodyAndNoSecret(string method, string path, string route) =>
        Assert.Equal(route, HttpRoute.Of(method, path));
}
