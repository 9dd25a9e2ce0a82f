namespace BotPerf.Client.Alerting;

/// <summary>Thresholds and healing as they are used: checked, with the default in place of what is wrong. Pure.</summary>
internal sealed class ThresholdSettings
{
    private static readonly ThresholdOptions s_alerts = new();
    private static readonly HealingOptions s_healing = new();
    private readonly Action<string> _tell;

    /// <param name="tell">Takes each problem, which names the setting and the rule.</param>
    public ThresholdSettings(ThresholdOptions? alerts, HealingOptions? healing, Action<string> tell)
    {
        _tell = tell;
        Alerts = (alerts ?? s_alerts).Copy();
        Alerts.CommandExecution = Positive("Thresholds:CommandExecution", Alerts.CommandExecution, s_alerts.CommandExecution);
        Alerts.MessageProcessing = Positive("Thresholds:MessageProcessing", Alerts.MessageProcessing, s_alerts.MessageProcessing);
        Alerts.DatabaseQuery = Positive("Thresholds:DatabaseQuery", Alerts.DatabaseQuery, s_alerts.DatabaseQuery);
        Alerts.MemoryHeap = Positive("Thresholds:MemoryHeap", Alerts.MemoryHeap, s_alerts.MemoryHeap);
        Alerts.CpuUsage = Positive("Thresholds:CpuUsage", Alerts.CpuUsage, s_alerts.CpuUsage);
        Alerts.EventLoopLag = Positive("Thresholds:EventLoopLag", Alerts.EventLoopLag, s_alerts.EventLoopLag);
        Alerts.WebSocketLatency = Positive("Thresholds:WebSocketLatency", Alerts.WebSocketLatency, s_alerts.WebSocketLatency);
        Alerts.Cooldown = Within("Thresholds:Cooldown", Alerts.Cooldown, s_alerts.Cooldown, TimeSpan.Zero);

        Healing = (healing ?? s_healing).Copy();
        Healing.MemoryHeap = Positive("Healing:MemoryHeap", Healing.MemoryHeap, s_healing.MemoryHeap);
        Healing.ErrorRate = Percent("Healing:ErrorRate", Healing.ErrorRate, s_healing.ErrorRate);
        Healing.ResponseTime = Positive("Healing:ResponseTime", Healing.ResponseTime, s_healing.ResponseTime);
        Healing.ApiErrorRate = Percent("Healing:ApiErrorRate", Healing.ApiErrorRate, s_healing.ApiErrorRate);
        Healing.Cooldown = Within("Healing:Cooldown", Healing.Cooldown, s_healing.Cooldown, TimeSpan.FromSeconds(10));
        if (Healing.ConsecutiveBreaches is < 1 or > 100)
        {
            tell($"Healing:ConsecutiveBreaches is {Healing.ConsecutiveBreaches}; it must be from 1 to 100. {s_healing.ConsecutiveBreaches} is used.");
            Healing.ConsecutiveBreaches = s_healing.ConsecutiveBreaches;
        }
    }

    public ThresholdOptions Alerts { get; }
    public HealingOptions Healing { get; }

    private double? Positive(string name, double? value, double? standard)
    {
        if (value is null || (value > 0 && double.IsFinite(value.Value)))
            return value;
        _tell($"{name} is {value}; it must be more than 0, or null for off. {standard} is used.");
        return standard;
    }

    private double? Percent(string name, double? value, double? standard)
    {
        if (value is null or (> 0 and <= 100))
            return value;
        _tell($"{name} is {value}; it must be above 0 and at most 100, or null for off. {standard} is used.");
        return standard;
    }

    private TimeSpan Within(string name, TimeSpan value, TimeSpan standard, TimeSpan least)
    {
        var most = TimeSpan.FromDays(1);
        if (value >= least && value <= most)
            return value;
        _tell($"{name} is {value}; it must be from {least} to {most}. {standard} is used.");
        return standard;
    }
}
