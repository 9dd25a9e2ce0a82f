namespace BotPerf.Web.Components;

/// <summary>The dashboard's pages.</summary>
internal static class ComponentsServices
{
    public static IServiceCollection AddBotPerfComponents(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        return services;
    }

    public static WebApplication MapBotPerfComponents(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        return app;
    }
}
