namespace BotPerf.Web.Components;

/// <summary>The dashboard's pages.</summary>
internal static class ComponentsServices
{
    public static IServiceCollection AddBotPerfComponents(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        return services;
    }

    public static void MapBotPerfComponents(this WebApplication app)
    {
        // The sign-in page needs its style before anybody is signed in.
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
