namespace BotPerf.Web.Delivery;

internal static class DeliveryServices
{
    /// <summary>The outbox, the channels and their senders.</summary>
    public static IServiceCollection AddBotPerfDelivery(this IServiceCollection services)
    {
        services.AddSingleton<DeliveryPulse>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<SettingsVault>();
        services.AddSingleton<ChannelKinds>();
        services.AddSingleton<ChannelStore>();
        return services;
    }
}
