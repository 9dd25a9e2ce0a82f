using BotPerf.Web.Alerts;

namespace BotPerf.Web.Digests.Content;

/// <summary>How long a bot was offline. Pure.</summary>
internal static class OutageFinder
{
    // Silence is told of when it has lasted for so long: the frame before it says that the instance was there until then.
    private static readonly TimeSpan s_untilTold = TimeSpan.FromSeconds(30);

    /// <param name="alerts">Of rules that watch whether it is there; the target names the instance.</param>
    /// <param name="instances">Those that might have been there beside it.</param>
    /// <param name="within">The period, up to now.</param>
    public static DigestOutage Of(IEnumerable<OpenedAlert> alerts, IReadOnlyList<HeardInstance> instances, Span within)
    {
        var silent = alerts
            .SelectMany(alert => alert.Times.Select(time => (Instance: alert.Alert.Target[AlertTarget.Instance] ?? "", Span: Clip(time, within))))
            .ToLookup(one => one.Instance, one => one.Span);
        var any = Spans.Together(silent.SelectMany(spans => spans));
        var there = instances.SelectMany(instance => Spans.Without(
            Spans.Together([new Span(Later(within.From, instance.FirstAt), Sooner(within.To, instance.LastAt + s_untilTold))]), Spans.Together(silent[instance.Name])));
        return new DigestOutage(Spans.Length(any), Spans.Length(Spans.Without(any, Spans.Together(there))));
    }

    private static Span Clip(OpenTime time, Span within) =>
        new(Later(within.From, time.From), Sooner(within.To, time.To ?? within.To));

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Sooner(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
