using System.Globalization;
using BotPerf.Web.Bots;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Components.Live;
using BotPerf.Web.Rollups;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Feed;

/// <summary>What happens right now: the newest first, at most one batch a second. The filters are in the URL.</summary>
public sealed partial class FeedPage : LiveComponent
{
    private const int Most = 200;

    // A viewer costs at most four kilobytes a second, and nobody reads faster.
    private const int MostAtOnce = 12;
    private const string Command = "command";
    private const string Errors = "errors";
    private const string Slower = "slower";
    private static readonly int[] s_slower = [100, 250, 500, 1_000, 2_000, 5_000];

    private FeedFilter _filter = new();
    private EventFeed? _feed;
    private IReadOnlyList<FeedEntry> _shown = [];
    private IReadOnlyList<FeedEntry> _waiting = [];
    private long _missed;
    private long _leftOut;
    private bool _isPaused;

    [Inject] private EventFeeds Feeds { get; set; } = default!;
    [Inject] private BotRegistry Bots { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [CascadingParameter] private PageScope Scope { get; set; } = default!;

    private string? BotName => Scope.Bot is { } bot ? NameOf(bot) : null;

    protected override void OnParametersSet()
    {
        var filter = new FeedFilter(
            Scope.Bot, Scope.Instance, Scope[Command] is { Length: > 0 } command ? command : null, Scope[Errors] == "1",
            double.TryParse(Scope[Slower], NumberStyles.None, CultureInfo.InvariantCulture, out var ms) ? ms : null);
        if (filter != _filter)
            (_feed, _shown, _waiting, _missed, _leftOut) = (null, [], [], 0, 0);
        _filter = filter;
        base.OnParametersSet();
    }

    protected override bool Look()
    {
        if (!RendererInfo.IsInteractive) return false;

        var isFirst = _feed is null;
        _feed ??= Feeds.Open(_filter);
        var batch = _feed.Next(isFirst || _isPaused ? Most : MostAtOnce);
        if (_isPaused && !isFirst)
        {
            _missed += batch.Entries.Count + batch.LeftOut;
            _waiting = Newest(batch.Entries, _waiting);
        }
        else
        {
            // What is left out at first is older than what a person came to see.
            _leftOut += isFirst ? 0 : batch.LeftOut;
            _shown = Newest(batch.Entries, _shown);
        }

        return isFirst || batch.Entries.Count > 0;
    }

    private void Pause()
    {
        if (_isPaused)
            (_shown, _waiting, _missed) = (Newest(_waiting, _shown), [], 0);
        _isPaused = !_isPaused;
    }

    private void Go(string name, string? value) => Navigation.NavigateTo(Scope.With(name, string.IsNullOrWhiteSpace(value) ? null : value.Trim()), replace: true);

    private string NameOf(BotId bot) => Bots.Find(bot)?.Name ?? Format.None;

    private static IReadOnlyList<FeedEntry> Newest(IReadOnlyList<FeedEntry> newer, IReadOnlyList<FeedEntry> older) =>
        newer.Count == 0 ? older : [.. newer.Concat(older).Take(Most)];
}
