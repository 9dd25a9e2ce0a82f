namespace BotPerf.Client.Collecting;

/// <summary>Something that is measured again and again while it is switched on.</summary>
/// <param name="Name">Of <see cref="Shared.Protocol.CollectorNames"/>.</param>
/// <param name="Setting">What the bot's options say.</param>
/// <param name="Begin">Called when it is switched on, and again when it is after it was off; disposed in between.</param>
internal sealed record Collector(string Name, CollectorSetting Setting, Func<IMeasuring> Begin);

/// <summary>A collector at work.</summary>
internal interface IMeasuring : IDisposable
{
    /// <summary>Cheap: it runs on a thread of the bot's pool.</summary>
    void Measure();
}
