using System.Text.Json.Serialization;
using BotPerf.Web.Access;
using BotPerf.Web.Api.Data;
using BotPerf.Web.Api.Prometheus;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Api;

/// <summary>The REST interface: everything under <see cref="Prefix"/>.</summary>
internal static class ApiServices
{
    public const string Prefix = "/api/v1";

    public static IServiceCollection AddBotPerfApi(this IServiceCollection services)
    {
        services.AddOptions<ApiOptions>().BindConfiguration(ApiOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Converters.Add(new UtcTimeConverter());
            json.SerializerOptions.Converters.Add(new FiniteNumberConverter());
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.AddSingleton<CallLimit>();
        services.AddSingleton<AlertAct>();
        services.AddOpenApi(ApiDocument.Describe);
        services.AddSingleton<PrometheusExport>();
        services.AddSingleton<PrometheusPage>();
        services.AddSingleton<LiveFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveFeed>());
        services.AddSignalR().AddHubOptions<LiveHub>(hub =>
        {
            hub.MaximumReceiveMessageSize = ApiBody.MaxBytes;
            hub.DisableImplicitFromServicesParameters = true;
        });
        return services;
    }

    /// <summary>Right before the endpoints: turns what a call refuses into its problem document.</summary>
    public static void UseBotPerfApi(this WebApplication app) => app.UseMiddleware<Refusals>();

    /// <summary>
    /// A call of the group asks for <see cref="Policies.ApiRead"/> unless it asks for more. Parameters arrive as text and
    /// are read with <see cref="Refused"/> in mind, so that a wrong one is answered by name and rule.
    /// </summary>
    public static void MapBotPerfApi(this WebApplication app)
    {
        var description = app.MapOpenApi();
        if (app.Services.GetRequiredService<IOptions<ApiOptions>>().Value.OpenDescription)
            description.AllowAnonymous();
        else
            description.RequireAuthorization(Policies.ApiRead);
        app.MapHub<LiveHub>(ApiTokenHandler.LiveHubPath);
        var api = app.MapGroup(Prefix).RequireAuthorization(Policies.ApiRead).DisableAntiforgery()
            .AddEndpointFilter(app.Services.GetRequiredService<CallLimit>());
        api.MapMe();
        api.MapBots();
        api.MapKeys();
        api.MapControl();
        api.MapHealth();
        api.MapAlerts();
        api.MapTokens();
        api.MapJobs();
        api.MapChannels();
        api.MapMail();
        api.MapStorage();
        api.MapRules();
        api.MapSilences();
        api.MapTargets();
        api.MapRoutes();
        api.MapUsers();
        api.MapInvitations();
        api.MapAudit();
        api.MapSuggestions();
        api.MapDigests();
        api.MapChannelReports();
        api.MapReports();
        api.MapData();
        app.MapPrometheus();
    }
}
