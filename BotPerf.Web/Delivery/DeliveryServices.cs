using BotPerf.Web.Delivery.Mail;
using BotPerf.Web.Delivery.Senders;

namespace BotPerf.Web.Delivery;

internal static class DeliveryServices
{
    /// <summary>The outbox, the channels and their senders. A handler of one's own is one more <see cref="IChannelSender"/>.</summary>
    public static IServiceCollection AddBotPerfDelivery(this IServiceCollection services)
    {
        services.AddOptions<DeliveryOptions>().BindConfiguration(DeliveryOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PublicUrlOptions>().BindConfiguration(PublicUrlOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<DeliveryPulse>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<SettingsVault>();
        services.AddSingleton<ChannelKinds>();
        services.AddSingleton<ChannelStore>();
        services.AddSingleton<ChannelQueries>();
        services.AddSingleton<ChannelDesk>();
        services.AddSingleton<Courier>();
        services.AddSingleton<OutgoingHttp>();
        services.AddSingleton<MailServer>();
        services.AddSingleton<Mailer>();
        services.AddSingleton<IChannelSender, MailSender>();
        services.AddSingleton<IChannelSender, DiscordSender>();
        services.AddSingleton<IChannelSender, SlackSender>();
        services.AddSingleton<IChannelSender, WebhookSender>();
        services.AddSingleton<IChannelSender, LogSender>();
        services.AddHostedService<OutboxWorker>();
        return services;
    }
}
