using BotPerf.Web.Components.Alerts;
using BotPerf.Web.Components.Charts;

namespace BotPerf.Web.Components;

/// <summary>The dashboard's pages.</summary>
internal static class ComponentsServices
{
    public static IServiceCollection AddBotPerfComponents(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddSingleton<BreachCharts>();
        services.AddSingleton<ChartMarks>();
        return services;
    }

    public static void MapBotPerfComponents(this WebApplication app)
    {
        // The sign-in page needs its style before anybody is signed in.
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
