using BotPerf.Web.Delivery;

namespace BotPerf.Web.Api;

/// <summary>A place that notices go to.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">What it is called; each name is there once.</param>
/// <param name="Kind">email, discord, slack, webhook, log, or the word of a handler of the server's own.</param>
/// <param name="Enabled">False: nothing goes out, and what comes is dropped.</param>
/// <param name="Settings">By name, as <c>GET /channels/kinds</c> tells them; secrets only as dots and their end.</param>
/// <param name="HourlyBudget">Messages in any 60 minutes; what is more is told in one.</param>
/// <param name="Waiting">Letters that have not gone out yet.</param>
/// <param name="Held">Those of them that the budget holds back.</param>
/// <param name="Dead">Letters that were given up.</param>
/// <param name="LastDeliveredAt">Null: never, or longer ago than the log goes.</param>
/// <param name="Last">The newest attempt; null: none yet.</param>
/// <param name="CreatedAt">When it was added.</param>
internal sealed record ChannelShape(
    int Id, string Name, string Kind, bool Enabled, IReadOnlyDictionary<string, string> Settings, int HourlyBudget, int Waiting,
    int Held, int Dead, DateTimeOffset? LastDeliveredAt, AttemptShape? Last, DateTimeOffset CreatedAt);

/// <summary>The channel that is wanted.</summary>
/// <param name="Name">1 to 100 characters; no other channel's.</param>
/// <param name="Kind">One of <c>GET /channels/kinds</c>; it stays as it was made.</param>
/// <param name="Enabled">Left out: true.</param>
/// <param name="Settings">By name. A secret that is left out, or given as it is shown, stays as it is.</param>
/// <param name="HourlyBudget">1 to 1,000; left out: 20.</param>
internal sealed record ChannelWanted(
    string? Name, string? Kind, bool? Enabled, IReadOnlyDictionary<string, string?>? Settings, int? HourlyBudget)
{
    public ChannelDraft ToDraft() =>
        new(Name, Kind, Enabled ?? true, Given(), HourlyBudget ?? ChannelDraft.DefaultBudget);

    /// <summary>What is left out is as it is.</summary>
    public ChannelDraft ToDraft(Channel now)
    {
        var settings = now.Settings.ToDictionary();
        foreach (var (name, value) in Given())
            settings[name] = value;
        return new ChannelDraft(Name ?? now.Name, Kind, Enabled ?? now.IsEnabled, settings, HourlyBudget ?? now.HourlyBudget);
    }

    private Dictionary<string, string> Given() =>
        (Settings ?? new Dictionary<string, string?>()).ToDictionary(pair => pair.Key, pair => pair.Value ?? "");
}

/// <summary>A kind of channel.</summary>
/// <param name="Kind">As a channel names it.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">One sentence for people.</param>
/// <param name="Settings">What has to be set.</param>
internal sealed record ChannelKindShape(string Kind, string Title, string Description, IReadOnlyList<ChannelFieldShape> Settings);

/// <summary>A setting of a kind of channel.</summary>
/// <param name="Name">As a channel's settings name it.</param>
/// <param name="Label">For people.</param>
/// <param name="Hint">What to put in.</param>
/// <param name="Secret">It is kept encrypted and shown only as dots.</param>
/// <param name="Required">It has to be set.</param>
internal sealed record ChannelFieldShape(string Name, string Label, string Hint, bool Secret, bool Required);

/// <summary>Something that was said, or is to be, on a channel.</summary>
/// <param name="Id">Its number; later letters have higher ones.</param>
/// <param name="DeliveryId">The same at every attempt: a receiver knows a repeat by it.</param>
/// <param name="Kind">alert, summary, digest, report or test.</param>
/// <param name="Thread">Letters of one thread edit or follow each other.</param>
/// <param name="Title">What it says.</param>
/// <param name="State">waiting, sending, delivered, dead, merged into another letter, or dropped.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="NextAt">When it is tried next; null when it is not.</param>
/// <param name="EndedAt">When it was delivered, given up, merged or dropped; null before.</param>
/// <param name="MergedInto">The letter that tells this one too; null: none.</param>
/// <param name="Attempts">Newest first, at most 100.</param>
internal sealed record LetterShape(
    long Id, string DeliveryId, string Kind, string Thread, string Title, string State, DateTimeOffset CreatedAt,
    DateTimeOffset? NextAt, DateTimeOffset? EndedAt, long? MergedInto, IReadOnlyList<AttemptShape> Attempts);

/// <summary>One try.</summary>
/// <param name="At">When it began.</param>
/// <param name="DurationMs">How long it took, milliseconds; null while it goes on, and when the server ended before it.</param>
/// <param name="Outcome">sending, delivered, failed, refused, unknown or dropped.</param>
/// <param name="Words">The receiver's own, without secrets.</param>
internal sealed record AttemptShape(DateTimeOffset At, long? DurationMs, string Outcome, string Words);

/// <summary>How a test went.</summary>
/// <param name="Delivered">The receiver has taken it.</param>
/// <param name="Outcome">delivered, failed, refused, or unknown when no answer came.</param>
/// <param name="Words">The receiver's own, without secrets.</param>
/// <param name="DurationMs">How long it took, milliseconds.</param>
internal sealed record TestShape(bool Delivered, string Outcome, string Words, long DurationMs);

internal static class ChannelShapes
{
    public static ChannelShape Of(ChannelState state) => new(
        state.Channel.Id, state.Channel.Name, state.Channel.Kind, state.Channel.IsEnabled, state.Channel.Settings,
        state.Channel.HourlyBudget, state.Waiting, state.Held, state.Dead, state.LastDelivered,
        state.Last is { } last ? Of(last) : null, state.Channel.CreatedAt);

    public static ChannelKindShape Of(ChannelKind kind) => new(kind.Word, kind.Title, kind.Description,
        [.. kind.Fields.Select(field => new ChannelFieldShape(field.Name, field.Label, field.Hint, field.IsSecret, field.IsRequired))]);

    public static LetterShape Of(Letter letter) => new(
        letter.Id, letter.DeliveryId, letter.Kind, letter.Thread, letter.Title, letter.State, letter.CreatedAt, letter.NextAt,
        letter.EndedAt, letter.MergedInto, [.. letter.Attempts.Select(Of)]);

    public static TestShape Of(TestResult result) =>
        new(result.IsDelivered, result.Outcome, result.Words, (long)result.Took.TotalMilliseconds);

    private static AttemptShape Of(Attempt attempt) =>
        new(attempt.At, (long?)attempt.Took?.TotalMilliseconds, attempt.Outcome, attempt.Words);
}
