namespace BotPerf.Web.Components;

/// <summary>The dashboard's pages.</summary>
internal static class ComponentsServices
{
    /// <summary>Programs get their own answers; a page is no use to them.</summary>
    private static readonly PathString[] ForPrograms = ["/api", "/hubs", "/v1", "/_blazor", "/healthz", "/readyz"];

    public static IServiceCollection AddBotPerfComponents(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        return services;
    }

    /// <summary>Gives a person a page for what is not there or broke. Before everything that may answer.</summary>
    public static void UseBotPerfComponents(this WebApplication app) => app.UseWhen(
        context => !ForPrograms.Any(prefix => context.Request.Path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase)),
        pages =>
        {
            pages.UseExceptionHandler("/error", createScopeForErrors: true);
            pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        });

    public static void MapBotPerfComponents(this WebApplication app)
    {
        // The sign-in page needs its style before anybody is signed in.
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
