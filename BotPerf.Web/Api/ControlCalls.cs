using System.Security.Claims;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Ingest;
using BotPerf.Web.Storage;

namespace BotPerf.Web.Api;

/// <summary>What the dashboard sets for a bot. Null, or a collector left out: the bot's own setting holds.</summary>
/// <param name="Enabled">False: the bot records nothing.</param>
/// <param name="FlushIntervalMs">Between frames, 500 to 60,000 ms.</param>
/// <param name="DetailSamplingRate">The part of executions sent in detail, 0 to 1.</param>
/// <param name="Collectors">On or off: process, runtime, system, network, bot, instrumentation.</param>
/// <param name="SwitchedBy">Who last switched the recording on or off.</param>
/// <param name="SwitchedAt">When.</param>
internal sealed record SettingsShape(
    bool? Enabled, int? FlushIntervalMs, double? DetailSamplingRate, IReadOnlyDictionary<string, bool> Collectors,
    string? SwitchedBy, DateTimeOffset? SwitchedAt);

/// <summary>The settings that are wanted: the whole state, what is left out is the bot's own.</summary>
/// <param name="Enabled">False: the bot records nothing.</param>
/// <param name="FlushIntervalMs">Between frames, 500 to 60,000 ms.</param>
/// <param name="DetailSamplingRate">The part of executions sent in detail, 0 to 1.</param>
/// <param name="Collectors">On or off by name; null: the bot's own.</param>
internal sealed record SettingsWanted(
    bool? Enabled, int? FlushIntervalMs, double? DetailSamplingRate, IReadOnlyDictionary<string, bool?>? Collectors);

/// <summary>An open hub connection and what can be run on it.</summary>
/// <param name="Instance">Who said Hello on it.</param>
/// <param name="Healers">By name.</param>
internal sealed record HealersShape(string Instance, IReadOnlyList<string> Healers);

/// <summary>A healing that is wanted.</summary>
/// <param name="Healer">As the bot named it.</param>
/// <param name="Instance">Null or left out: every connected instance.</param>
internal sealed record HealWanted(string? Healer, string? Instance);

/// <summary>How it went on one connection.</summary>
/// <param name="Instance">Which.</param>
/// <param name="State">healed, failed, not_connected, no_such_healer or no_answer.</param>
/// <param name="Detail">The bot's own words; empty without an answer.</param>
internal sealed record HealShape(string Instance, string State, string Detail);

internal static class ControlCalls
{
    public static void MapControl(this RouteGroupBuilder api)
    {
        var bot = api.MapGroup("/bots/{id}").WithTags("Control");
        bot.MapGet("/settings", (string id, BotRegistry bots) => Shape(BotOf(id, bots).Settings))
            .WithSummary("What the dashboard sets for the bot");
        bot.MapPut("/settings", SetAsync).RequireAuthorization(Policies.ApiOperate).Accepts<SettingsWanted>("application/json")
            .Produces<SettingsShape>().WithSummary("Sets it, and tells every open connection of the bot at once");
        bot.MapGet("/healers", Healers).WithSummary("The connected instances and the healers they offer");
        bot.MapPost("/heal", HealAsync).RequireAuthorization(Policies.ApiOperate).Accepts<HealWanted>("application/json")
            .Produces<Page<HealShape>>().WithSummary("Asks the bot to heal itself; answers when all have, at the latest after 30 s");
    }

    private static async Task<IResult> SetAsync(
        string id, HttpRequest request, BotRegistry bots, BotSettingsStore store, ClaimsPrincipal user,
        CancellationToken cancellationToken)
    {
        var bot = BotOf(id, bots);
        var wanted = await ApiBody.ReadAsync<SettingsWanted>(request, cancellationToken);
        var collectors = (wanted.Collectors ?? new Dictionary<string, bool?>())
            .Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value == true, StringComparer.Ordinal);
        try
        {
            return Results.Ok(Shape(await store.SetAsync(
                bot.Id, new BotSettings(wanted.Enabled, wanted.FlushIntervalMs, wanted.DetailSamplingRate, collectors),
                user.Identity?.Name ?? "", cancellationToken)));
        }
        catch (BotRefusedException refused)
        {
            throw refused.FieldName is { } field ? Refused.Wrong(field, refused.Message) : Refused.Conflict(refused.Message);
        }
    }

    private static Page<HealersShape> Healers(string id, BotRegistry bots, IngestConnections connections) => new(
        [.. connections.Of(BotOf(id, bots).Id).Select(one => new HealersShape(one.Instance, one.Healers))], null);

    // What the bot was asked goes on whether the caller waits or not.
    private static async Task<IResult> HealAsync(
        string id, HttpRequest request, BotRegistry bots, Healing healing, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var bot = BotOf(id, bots);
        var wanted = await ApiBody.ReadAsync<HealWanted>(request, cancellationToken);
        if (string.IsNullOrEmpty(wanted.Healer))
            throw Refused.Field("healer", "has to name a healer");

        try
        {
            var outcomes = await healing.HealAsync(
                bot.Id, string.IsNullOrEmpty(wanted.Instance) ? null : wanted.Instance, wanted.Healer, user.Identity?.Name ?? "");
            return outcomes.Count > 0
                ? Results.Ok(new Page<HealShape>([.. outcomes.Select(Shape)], null))
                : throw Refused.Conflict("No instance of this bot is connected to the hub.");
        }
        catch (BotRefusedException refused)
        {
            throw Refused.Conflict(refused.Message);
        }
    }

    private static Bot BotOf(string id, BotRegistry bots) =>
        bots.Find(new BotId(ApiId.Of(id, "bot"))) ?? throw Refused.NotFound("bot");

    private static SettingsShape Shape(BotSettings settings) => new(
        settings.Enabled, settings.FlushIntervalMs, settings.DetailSamplingRate, settings.Collectors,
        settings.Switched?.By, settings.Switched?.At);

    private static HealShape Shape(HealOutcome outcome) => new(outcome.Instance, outcome.State switch
    {
        HealState.Healed => "healed",
        HealState.Failed => "failed",
        HealState.NotConnected => "not_connected",
        HealState.NoSuchHealer => "no_such_healer",
        _ => "no_answer",
    }, outcome.Detail);
}
