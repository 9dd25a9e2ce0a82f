using System.Diagnostics.Metrics;
using BotPerf.Client.Recording;

namespace BotPerf.Client.Instrumenting;

/// <summary>Polly's circuit breakers, from the events it counts: a state holds until the event that ends it.</summary>
internal sealed class PollyWatch(NameTable<CircuitSeries> circuits) : IInstrumentWatch
{
    public const string Meter = "Polly";
    private const string Events = "resilience.polly.strategy.events";

    public static PollyWatch? Of(Instrument instrument, NameTable<CircuitSeries> circuits) =>
        instrument.Name == Events ? new PollyWatch(circuits) : null;

    public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (StateOf(Tag(tags, "event.name")) is { } state)
            circuits.Find(NameOf(Tag(tags, "pipeline.name"), Tag(tags, "pipeline.instance"), Tag(tags, "strategy.name")))?.Set(state);
    }

    private static CircuitState? StateOf(string? happened) => happened switch
    {
        "OnCircuitOpened" => CircuitState.Open,
        "OnCircuitHalfOpened" => CircuitState.HalfOpen,
        "OnCircuitClosed" => CircuitState.Closed,
        _ => null,
    };

    /// <summary>Polly calls each breaker <c>CircuitBreaker</c> unless the bot names it: that tells nothing beside the pipeline.</summary>
    private static string NameOf(string? pipeline, string? instance, string? strategy)
    {
        var own = strategy is null or "CircuitBreaker" && !string.IsNullOrEmpty(pipeline) ? null : strategy;
        string?[] parts = [pipeline, instance, own];
        return string.Join('/', parts.Where(part => !string.IsNullOrEmpty(part)));
    }

    private static string? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name)
                return tag.Value as string;
        }

        return null;
    }
}
