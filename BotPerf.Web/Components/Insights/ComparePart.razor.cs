using BotPerf.Web.Components.Layout;
using BotPerf.Web.Components.Live;
using BotPerf.Web.Insights.Comparing;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Insights;

/// <summary>Any two times of a bot, or two bots over the same time. The whole question is in the URL.</summary>
public sealed partial class ComparePart : RangedComponent
{
    private ComparedCommands? _compared;
    private ComparedSide? _before;
    private ComparedSide? _after;
    private bool _isUnsaid;
    private string? _asked;
    private string _kind = Against.Kinds[0].Kind;
    private string _other = "";
    private DateTime? _from;
    private DateTime? _to;
    private string? _wrong;

    [Inject] private ComparisonQueries Comparisons { get; set; } = default!;

    protected override string Own => string.Join('\n', Scope[Against.KindName], Scope[Against.OtherName], Scope[Against.FromName], Scope[Against.ToName]);

    protected override TimeSpan Pause => TimeSpan.FromMinutes(1);

    private string Counts
    {
        get
        {
            var parts = new[] { (ChangeVerdict.Worse, "regressed"), (ChangeVerdict.Better, "better"), (ChangeVerdict.Same, "same"), (ChangeVerdict.TooFew, "unclear") }
                .Select(one => (one.Item2, Count: _compared!.Each.Count(change => change.Verdict == one.Item1))).Where(one => one.Count > 0);
            return string.Join(", ", parts.Select(one => $"{one.Count} {one.Item1}"));
        }
    }

    // Two bots seldom have commands in common.
    private bool HasNoneInCommon => !_compared!.Each.Any(change => change is { Before: > 0, After: > 0 });

    private ChangeVerdict Verdict => HasNoneInCommon && _compared!.Together is { } together
        ? together.Verdict : CommandChange.Together(_compared!.Each.Select(change => change.Verdict));

    private string Note => $"{UserTime.Span(_before!.From, _before.To)} → {UserTime.Span(_after!.From, _after.To)}";

    protected override async Task OnParametersSetAsync()
    {
        if (_asked != Own)
        {
            var against = Against.Parse(Scope);
            (_asked, _kind, _other, _wrong) = (Own, against.Kind, against.Other?.ToString() ?? "", null);
            (_from, _to) = (against.From is { } from ? UserTime.Local(from) : null, against.To is { } to ? UserTime.Local(to) : null);
        }

        await base.OnParametersSetAsync();
    }

    // What did not run on the chosen side leads to the other one.
    private string CommandHref(CommandChange change) => change.After > 0
        ? Scope.CommandUrl(change.Name)
        : (Scope with { Bot = _before!.Bot, Instance = _before.Instance, Range = TimeRange.Between(_before.From, _before.To) }).CommandUrl(change.Name);

    protected override void Forget() => (_compared, _isUnsaid) = (null, false);

    protected override async Task<Action> ReadAsync(BotId bot, TimeWindow window, CancellationToken cancellationToken)
    {
        if (Against.Parse(Scope).Of(bot, window.From, window.To) is not { } other)
            return () => _isUnsaid = true;

        var before = new ComparedSide(other.Bot, other.Bot == bot ? Scope.Instance : null, other.From, other.To);
        var after = new ComparedSide(bot, Scope.Instance, window.From, window.To);
        var compared = await Comparisons.OfAsync(before, after, null, cancellationToken);
        return () => (_compared, _before, _after, _isUnsaid) = (compared, before, after, false);
    }

    // What needs no more is asked at once.
    private void Choose(string? kind)
    {
        (_kind, _wrong) = (kind ?? Against.Kinds[0].Kind, null);
        if (_kind is not ("bot" or "time"))
            Go(null, null, null);
    }

    private void Compare()
    {
        _wrong = null;
        if (_kind == "bot")
        {
            if (_other.Length == 0)
                _wrong = "Choose a bot.";
            else
                Go(_other, null, null);
            return;
        }

        DateTimeOffset? from = _from is { } begin ? UserTime.At(begin) : null, to = _to is { } end ? UserTime.At(end) : null;
        _wrong = TimeRange.Refusal(from, to, Now);
        if (_wrong is null)
            Go(null, from, to);
    }

    private void Go(string? other, DateTimeOffset? from, DateTimeOffset? to) => Navigation.NavigateTo(Scope.With(
        (Against.KindName, _kind == Against.Kinds[0].Kind ? null : _kind), (Against.OtherName, other),
        (Against.FromName, Text(from)), (Against.ToName, Text(to))));

    private static string? Text(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
