using BotPerf.Client.Recording;

namespace BotPerf.Client.Collecting;

/// <summary>Something that is measured again and again.</summary>
/// <param name="Name">For the log.</param>
/// <param name="Measure">Cheap: it runs on a thread of the bot's pool.</param>
internal sealed record Collector(string Name, Action Measure);

internal static class Collectors
{
    public static IReadOnlyList<Collector> For(Recorder recorder, Settings settings)
    {
        var collectors = new List<Collector>();
        if (settings.CollectProcess)
            collectors.Add(new Collector("process", new ProcessCollector(recorder.Series, recorder.Time).Measure));
        if (settings.CollectRuntime)
            collectors.Add(new Collector("runtime", new RuntimeCollector(recorder.Series, recorder.Time).Measure));
        return collectors;
    }
}
