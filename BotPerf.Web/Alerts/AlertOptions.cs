namespace BotPerf.Web.Alerts;

/// <summary>The section <c>Alerts</c> of the configuration.</summary>
internal sealed class AlertOptions
{
    public const string Section = "Alerts";

    /// <summary>Whether an alert that opens asks the bot to run the healer that helps against it, where the bot offers it.</summary>
    public bool Heal { get; set; } = true;
}
