using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Insights.Suggestions;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Insights;

/// <summary>What may be worth changing, and what became of what was changed.</summary>
public sealed partial class SuggestionsPart
{
    private const int Most = 200;
    private const int MostLookedAt = 20;
    private const string NotRead = "The suggestions could not be read just now. BotPerf tries again by itself.";

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _closed = new();
    private IReadOnlyList<Suggestion>? _all;
    private IReadOnlyDictionary<SuggestionState, int> _counts = new Dictionary<SuggestionState, int>();
    private (BotId? Bot, string? Instance, SuggestionState State)? _readFor;
    private DateTimeOffset _readAt;
    private string? _said;
    private Suggestion? _undo;

    [Inject] private SuggestionQueries Queries { get; set; } = default!;
    [Inject] private SuggestionDesk Desk { get; set; } = default!;
    [Inject] private SuggestionRound Round { get; set; } = default!;
    [Inject] private JobRunner Jobs { get; set; } = default!;
    [Inject] private BotRegistry Bots { get; set; } = default!;
    [Inject] private ILogger<SuggestionsPart> Log { get; set; } = default!;
    [CascadingParameter] private PageScope Scope { get; set; } = default!;

    protected override string Policy => Policies.Operator;

    protected override string Forbidden => "Only operators and administrators may decide about suggestions.";

    // Of more bots nobody waits for the end; the job has them every hour.
    private bool CanLook => Scope.Bot is not null || Bots.All.Count <= MostLookedAt;

    private SuggestionState State => InsightsView.StateOf(Scope);

    private string Whose => (Scope.Bot, Scope.Instance) switch
    {
        (null, _) => "Of all bots",
        ({ } bot, null) => $"Of {BotName(bot)}",
        ({ } bot, { } instance) => $"Of {instance} of {BotName(bot)}, and of what its instances share",
    };

    // A new server has found nothing because it has not looked.
    private bool IsUnlooked => _said is null && Jobs.Find(SuggestionJob.JobName)?.Last is null;

    private string NothingTitle => State switch
    {
        SuggestionState.Open when IsUnlooked => "Not looked yet",
        SuggestionState.Open => "Nothing to change",
        SuggestionState.Snoozed => "Nothing is snoozed",
        SuggestionState.Done => "Nothing was done yet",
        SuggestionState.Dismissed => "Nothing was dismissed",
        _ => "Nothing went by itself",
    };

    private string NothingText => State switch
    {
        SuggestionState.Open when IsUnlooked => $"BotPerf looks for the first time {(Jobs.Find(SuggestionJob.JobName)?.Next is { } next ? $"in {Format.Span(next - Now)}" : "soon")}, and then every hour.",
        SuggestionState.Open => "No figure of the last day is beyond its threshold with enough values to say so. BotPerf looks again every hour.",
        SuggestionState.Snoozed => "What is snoozed is out of sight until a time, and comes back by itself.",
        SuggestionState.Done => "Say that you have followed a suggestion: a day later BotPerf has measured whether it helped.",
        SuggestionState.Dismissed => "What nobody should follow stands here with the reason. It comes back when it has become much worse.",
        _ => "What became well without anybody's word stands here.",
    };

    protected override bool Look() => false;

    protected override async Task OnParametersSetAsync()
    {
        if (!RendererInfo.IsInteractive || _readFor == (Scope.Bot, Scope.Instance, State))
            return;

        (_all, _said, _undo) = (null, null, null);
        await ReadAsync();
    }

    // Others decide too, and the job finds more.
    protected override async Task BeatAsync()
    {
        if (Now - _readAt < s_pause || IsBusy)
            return;

        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        var about = (Scope.Bot, Scope.Instance, State);
        (_readFor, _readAt) = (about, Now);
        try
        {
            var all = await Queries.ListAsync(new SuggestionFilter(Scope.Bot, [State], Instance: Scope.Instance), Most, _closed.Token);
            var counts = await Queries.CountsAsync(Scope.Bot, Scope.Instance, _closed.Token);
            if (_readFor != about)
                return;

            // What is surest stands first; what is over, the newest first.
            _all = State is SuggestionState.Open or SuggestionState.Snoozed
                ? [.. all.OrderByDescending(one => one.Confidence).ThenByDescending(one => one.Id)]
                : [.. all.OrderByDescending(one => one.EndedAt ?? one.ActedAt ?? one.CreatedAt)];
            _counts = counts;
            if (Problem == NotRead)
                Problem = null;
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed.
        }
        catch (Exception failed)
        {
            Log.SuggestionsNotRead(failed);
            Problem = NotRead;
        }
    }

    private Task DismissAsync(Suggestion suggestion, string reason) => DecideAsync(
        suggestion, by => Desk.DismissAsync(suggestion.Id, by, reason, CancellationToken.None), "Dismissed. It comes back when it has become much worse.");

    private Task DoneAsync(Suggestion suggestion, string note) => DecideAsync(
        suggestion, by => Desk.DoneAsync(suggestion.Id, by, note, CancellationToken.None), "Done. BotPerf now measures whether it helped, and says so in a day.");

    private Task SnoozeAsync(Suggestion suggestion, int days) => DecideAsync(
        suggestion, by => Desk.SnoozeAsync(suggestion.Id, by, Time.GetUtcNow().AddDays(days), CancellationToken.None), "Snoozed. It comes back by itself.");

    private Task ReopenAsync(Suggestion suggestion) => ActAsync(async by =>
    {
        await Desk.ReopenAsync(suggestion.Id, by, CancellationToken.None);
        (_said, _undo) = ("It is open again.", null);
        await ReadAsync();
    });

    private Task DecideAsync(Suggestion suggestion, Func<string, Task<Suggestion>> decide, string said) => ActAsync(async by =>
    {
        (_said, _undo) = (null, null);
        try
        {
            await decide(by);
            (_said, _undo) = (said, suggestion);
        }
        finally
        {
            // Whoever was first has changed it: the page shows what it is now.
            await ReadAsync();
        }
    });

    private Task LookNowAsync() => ActAsync(async _ =>
    {
        var (found, verdicts) = (0, 0);
        foreach (var bot in Bots.All.Where(bot => Scope.Bot is null || bot.Id == Scope.Bot))
        {
            var (more, judged) = await Round.LookAsync(bot.Id, Time.GetUtcNow(), _closed.Token);
            (found, verdicts) = (found + more, verdicts + judged);
        }

        (_said, _undo) = ($"Looked: {Count(found, "new suggestion")}, {Count(verdicts, "verdict")}.", null);
        await ReadAsync();
    });

    private static string Count(int count, string what) => $"{(count == 0 ? "no" : Format.Exact(count))} {what}{(count == 1 ? "" : "s")}";

    private string BotName(BotId bot) => Bots.Find(bot)?.Name ?? "a bot that is gone";

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _closed.Cancel();
            _closed.Dispose();
        }

        base.Dispose(disposing);
    }
}
