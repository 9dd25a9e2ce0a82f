using Microsoft.AspNetCore.Authentication;

namespace BotPerf.Web.Bots;

internal static class BotsServices
{
    public static IServiceCollection AddBotPerfBots(this IServiceCollection services)
    {
        services.AddSingleton<BotRegistry>();
        services.AddSingleton<DeletedBots>();
        services.AddSingleton<BotSettingsStore>();
        services.AddSingleton<BotRetentionStore>();
        return services;
    }

    /// <summary>Lets bots in by their keys; <see cref="IngestIdentity.Policy"/> is the policy of what they may reach.</summary>
    public static IServiceCollection AddIngestKeys(this IServiceCollection services)
    {
        services.AddHostedService<KeyUseWorker>();
        services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, IngestKeyHandler>(IngestIdentity.Scheme, null);
        services.AddAuthorizationBuilder().AddPolicy(IngestIdentity.Policy, policy => policy
            .AddAuthenticationSchemes(IngestIdentity.Scheme).RequireAuthenticatedUser());
        return services;
    }
}
