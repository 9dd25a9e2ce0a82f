using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace BotPerf.Web.Api;

/// <summary>Where programs and pages look on: <c>/hubs/live</c>. Thin: who subscribes to what; <see cref="LiveFeed"/> sends.</summary>
[Authorize(Policies.ApiRead)]
internal sealed class LiveHub(LiveFeed feed, BotRegistry bots) : Hub
{
    // What the server calls on the viewer.
    public const string Frame = "Frame";
    public const string Alert = "Alert";

    public const int MaxBots = 500;

    public override Task OnConnectedAsync()
    {
        feed.Add(Context, Context.User ?? throw new InvalidOperationException("The policy lets nobody in unknown."));
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        feed.Remove(Context.ConnectionId);
        return Task.CompletedTask;
    }

    /// <summary>From now on frames of these bots and no others; an empty list ends them.</summary>
    public void Subscribe(JsonElement botIds)
    {
        if (botIds.ValueKind != JsonValueKind.Array || botIds.GetArrayLength() > MaxBots)
            throw new HubException($"field_invalid: botIds has to be an array of at most {MaxBots} ids.");

        var wanted = botIds.EnumerateArray().Select(Id).ToFrozenSet();
        if (feed.Find(Context.ConnectionId) is { } viewer)
            viewer.Bots = wanted;
    }

    private BotId Id(JsonElement id)
    {
        var text = id.ValueKind == JsonValueKind.String ? id.GetString() : id.GetRawText();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && bots.Find(new BotId(number)) is { } bot
            ? bot.Id
            : throw new HubException("not_found: botIds names a bot that there is not.");
    }
}
