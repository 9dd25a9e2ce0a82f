namespace BotPerf.Web.HealthScores;

/// <summary>What is scored by itself.</summary>
public enum HealthComponent
{
    Cpu,
    Memory,
    Network,
    Discord,
    Commands,
}

internal static class HealthComponents
{
    public static readonly IReadOnlyList<HealthComponent> All = Enum.GetValues<HealthComponent>();

    /// <summary>Of 100; of what is unknown the others take over the weight.</summary>
    public static double Weight(HealthComponent component) => component switch
    {
        HealthComponent.Commands => 30,
        HealthComponent.Discord => 25,
        _ => 15,
    };

    /// <summary>As the interface names it.</summary>
    public static string Name(HealthComponent component) => component switch
    {
        HealthComponent.Cpu => "cpu",
        HealthComponent.Memory => "memory",
        HealthComponent.Network => "network",
        HealthComponent.Discord => "discord",
        _ => "commands",
    };

    public static string Title(HealthComponent component) => component switch
    {
        HealthComponent.Cpu => "CPU",
        HealthComponent.Memory => "Memory",
        HealthComponent.Network => "Network",
        HealthComponent.Discord => "Discord",
        _ => "Commands",
    };
}
