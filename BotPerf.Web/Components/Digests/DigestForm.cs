using BotPerf.Web.Components.Channels;
using BotPerf.Web.Scheduling.Calendar;
using BotPerf.Web.Digests.Subscribing;

namespace BotPerf.Web.Components.Digests;

/// <summary>A digest while somebody fills it in.</summary>
public sealed record DigestForm
{
    private const int UsualHour = 8;

    /// <summary>0: it is not there yet.</summary>
    public int Id { get; init; }

    public string Cadence { get; set; } = "daily";

    public int Hour { get; set; } = UsualHour;

    public string Zone { get; set; } = "UTC";

    public bool IsOfAll { get; set; } = true;

    public HashSet<int> Bots { get; init; } = [];

    /// <summary>0: one's own address.</summary>
    public int Channel { get; set; }

    public bool IsOn { get; set; } = true;

    /// <summary>Null: it can be sent off.</summary>
    public FieldProblem? Problem => IsOfAll || Bots.Count > 0 ? null : new FieldProblem("bots", "Choose at least one bot, or all.");

    public DigestWish Wish => new(Cadence, Hour, Zone, IsOfAll ? [] : [.. Bots], Channel == 0 ? null : Channel, IsOn);

    /// <summary>The first of the cadences that one does not have.</summary>
    public static DigestForm New(IReadOnlyList<DigestSubscription> own, string zone) => new()
    {
        Zone = zone,
        Cadence = Cadences.Word(Cadences.All.FirstOrDefault(cadence => own.All(one => one.Cadence != cadence || one.Channel is not null))),
    };

    /// <param name="one">What it is.</param>
    /// <param name="there">The bots there are: one that was deleted nobody could take out of the choice.</param>
    public static DigestForm Of(DigestSubscription one, IReadOnlySet<int> there) => new()
    {
        Id = one.Id,
        Cadence = Cadences.Word(one.Cadence),
        Hour = one.Hour,
        Zone = one.Zone,
        IsOfAll = one.Bots.Count == 0,
        Bots = [.. one.Bots.Where(there.Contains)],
        Channel = one.Channel ?? 0,
        IsOn = one.IsOn,
    };
}
