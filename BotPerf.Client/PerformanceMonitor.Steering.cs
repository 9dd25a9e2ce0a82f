using BotPerf.Client.Healing;
using BotPerf.Client.Reporting;
using BotPerf.Client.Sending;
using BotPerf.Client.Steering;

namespace BotPerf.Client;

public sealed partial class PerformanceMonitor
{
    private readonly FlushPace _pace = new();
    private readonly ServerCalls _calls;
    private readonly RemoteSteering _steering;

    /// <summary>Lets the server reach what it may steer; before the connection begins.</summary>
    private void TakeServerCalls()
    {
        _calls.Greeted = _steering.Greeted;
        _calls.Configured = _steering.Configure;
        _calls.Alerted = TakeServerAlert;
        _calls.Suggested = TakeServerSuggestions;
        _calls.Scored = health => _serverHealth = new ServerHealth(health, _recorder.Time.GetUtcNow());
        _steering.Switched = collecting => CollectionChanges(collecting, "dashboard");
        _calls.Healers = () => _healers.Names;
        _calls.Heal = _healers.RunAsync;
        _healers.Register(MemoryHealer.Name, _memoryHealer.HealAsync);
        _healers.Changed += () => _ = Task.Run(_calls.AnnounceAsync);
    }
}
