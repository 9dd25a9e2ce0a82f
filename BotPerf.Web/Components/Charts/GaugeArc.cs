namespace BotPerf.Web.Components.Charts;

/// <summary>A part of a gauge's half circle, in hundredths of it.</summary>
internal sealed record GaugeZone(Level Level, double From, double To);

/// <summary>Where a gauge's value and thresholds lie on its half circle. Pure.</summary>
internal static class GaugeArc
{
    /// <summary>0 to 100 in whole steps, as fine as one can see; a value beyond the end fills the gauge.</summary>
    public static double Share(double value, double maximum) =>
        maximum > 0 && double.IsFinite(value) ? Math.Round(Math.Clamp(value / maximum, 0, 1) * 100) : 0;

    /// <summary>The zones from left to right; empty without thresholds.</summary>
    public static IReadOnlyList<GaugeZone> Zones(double maximum, double? warning, double? critical, bool lowIsBad)
    {
        if (warning is null && critical is null) return [];

        var inner = Share(lowIsBad ? critical ?? 0 : warning ?? critical!.Value, maximum);
        var outer = Share(lowIsBad ? warning ?? critical!.Value : critical ?? maximum, maximum);
        GaugeZone[] zones = lowIsBad
            ? [new(Level.Critical, 0, inner), new(Level.Warning, inner, outer), new(Level.Ok, outer, 100)]
            : [new(Level.Ok, 0, inner), new(Level.Warning, inner, outer), new(Level.Critical, outer, 100)];
        return [.. zones.Where(zone => zone.To > zone.From)];
    }
}
