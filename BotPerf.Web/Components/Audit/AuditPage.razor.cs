using System.Data.Common;
using System.Globalization;
using BotPerf.Web.Access;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Components.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BotPerf.Web.Components.Audit;

/// <summary>Who changed what? What is looked for is in the URL.</summary>
public sealed partial class AuditPage : LiveComponent
{
    private const int PageSize = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _closed = new();
    private IReadOnlyList<AuditEntry>? _entries;
    private IReadOnlyList<string> _who = [];
    private IReadOnlyList<string> _what = [];
    private DateTimeOffset _readAt;
    private string? _readFor;
    private bool _hasOlder;
    private bool _unread;

    [CascadingParameter] private PageScope Scope { get; set; } = default!;
    [CascadingParameter] private UserTime UserTime { get; set; } = UserTime.Utc;

    [Inject] private AuditLog Audit { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private IJSRuntime Js { get; set; } = default!;

    private bool IsFiltered => (Scope["who"] ?? Scope["what"] ?? Scope["since"] ?? Scope["until"]) is not null;

    private string Older => _entries![^1].Id.ToString(CultureInfo.InvariantCulture);

    private long Before => long.TryParse(Scope["before"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : long.MaxValue;

    private AuditWish Wish => new(Scope["who"], Scope["what"], Day("since"), Day("until") is { } last ? Next(last) : null);

    protected override bool Look() => false;

    protected override async Task OnParametersSetAsync()
    {
        if (RendererInfo.IsInteractive && _readFor != Scope.With())
            await ReadAsync();
    }

    protected override async Task BeatAsync()
    {
        // What is older than a page's first line does not change.
        if (Now - _readAt < Interval || (Scope["before"] is not null && !_unread)) return;

        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        (_readAt, _readFor) = (Now, Scope.With());
        try
        {
            var found = await Audit.ReadAsync(Wish, Before, PageSize + 1, _closed.Token);
            (_who, _what) = await Audit.NamesAsync(_closed.Token);
            (_entries, _hasOlder, _unread) = ([.. found.Take(PageSize)], found.Count > PageSize, false);
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed.
        }
        catch (DbException)
        {
            _unread = true;
        }
    }

    private void Filter(string name, ChangeEventArgs change) =>
        Navigation.NavigateTo(Scope.With(("before", null), (name, change.Value is string { Length: > 0 } value ? value : null)));

    private async Task DownloadAsync()
    {
        var entries = await Audit.ReadAsync(Wish, long.MaxValue, AuditCsv.MostRows, _closed.Token);
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", _closed.Token, "/" + Assets["js/files.js"]);
        await module.InvokeVoidAsync("saveText", _closed.Token, "audit.csv", "text/csv", AuditCsv.Of(entries));
    }

    /// <summary>The midnight that a chosen day begins with, where the person is.</summary>
    private DateTimeOffset? Day(string name) => DateTime.TryParseExact(
        Scope[name], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? UserTime.At(day) : null;

    private DateTimeOffset Next(DateTimeOffset day) => UserTime.At(UserTime.Local(day).Date.AddDays(1));

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
