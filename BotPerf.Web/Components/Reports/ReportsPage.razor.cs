using System.Globalization;
using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Reports;
using BotPerf.Web.Reports.Schedules;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Components.Reports;

/// <summary>
/// What do I hand on? One's own reports; <c>?new=1</c> begins one, <c>?all=1</c> are everybody's, <c>?shown=</c> so many.
/// </summary>
public sealed partial class ReportsPage
{
    private const int MostShown = 100;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _closed = new();
    private IReadOnlyList<ReportEntry>? _reports;
    private IReadOnlyList<ReportSchedule>? _schedules;
    private IReadOnlyList<ReportBot> _bots = [];
    private Dictionary<int, string> _names = [];
    private ReportOwner? _owner;
    private DateTimeOffset _readAt;
    private (bool Everybodys, int Shown)? _readFor;
    private bool _unread;
    private string? _wrong;

    [Inject] private ReportDesk Desk { get; set; } = default!;
    [Inject] private ScheduleDesk Schedules { get; set; } = default!;
    [Inject] private BotRegistry Registry { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private IOptions<ReportOptions> Options { get; set; } = default!;
    [Inject] private ILogger<ReportsPage> Log { get; set; } = default!;
    [CascadingParameter] private Task<AuthenticationState>? Whoever { get; set; }
    [CascadingParameter] private PageScope Scope { get; set; } = default!;

    protected override string Policy => Policies.Viewer;

    protected override string Forbidden => "You are no longer signed in. Sign in again to make reports.";

    private bool IsAdding => MayAct && Scope["new"] is not null;

    private bool SeesAll => _owner?.SeesAll == true;

    private bool IsEverybodys => SeesAll && Scope["all"] is not null;

    private int Shown => int.TryParse(Scope["shown"], NumberStyles.None, CultureInfo.InvariantCulture, out var shown)
        ? Math.Clamp(shown, MostShown, ReportDesk.MostAtOnce)
        : MostShown;

    private (bool, int) Chosen => (IsEverybodys, Shown);

    private int KeepDays => Options.Value.KeepDays;

    protected override bool Look() => false;

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        if (Whoever is not null && (await Whoever).User is { Identity.IsAuthenticated: true } user)
            _owner = ReportOwner.Of(user);
        await ReadAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        _wrong = null;
        if (_readFor is { } before && before != Chosen)
        {
            if (before.Everybodys != IsEverybodys)
                _reports = null;
            await ReadAsync();
        }
    }

    // While one is made the page tells how far it is, else it looks for what was begun elsewhere.
    protected override async Task BeatAsync()
    {
        if (Now - _readAt < s_pause && _reports?.All(report => report.IsOver) == true)
            return;

        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        if (_owner is null)
            return;

        try
        {
            var chosen = Chosen;
            (_readFor, _readAt) = (chosen, Time.GetUtcNow());
            var reports = await Desk.ListAsync(_owner, IsEverybodys, before: null, Shown, _closed.Token);
            var schedules = await Schedules.ListAsync(_owner, IsEverybodys, skip: 0, take: ReportDesk.MostAtOnce, _closed.Token);
            // Something else may have been chosen meanwhile: what was asked then is not its answer.
            if (chosen != Chosen)
                return;

            _bots = [.. Registry.All.OrderBy(bot => bot.Name, StringComparer.OrdinalIgnoreCase).Select(bot => new ReportBot(bot.Id.Value, bot.Name))];
            _names = _bots.ToDictionary(bot => bot.Id, bot => bot.Name);
            (_reports, _schedules) = (reports, schedules);
            _unread = false;
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed.
        }
        catch (System.Data.Common.DbException problem)
        {
            Log.ReportsNotRead(problem);
            _unread = true;
        }
    }

    private Task MakeAsync(ReportFormWish wish) => WantAsync(() => Desk.OrderAsync(wish.ToWish(Time.GetUtcNow()), _owner!, CancellationToken.None));

    private Task ScheduleAsync(ReportFormWish wish) => WantAsync(() =>
        Schedules.AddAsync(wish.ToWish(Time.GetUtcNow()), wish.Period, wish.Hour, _owner!, CancellationToken.None));

    private Task WantAsync(Func<Task> want) => ActAsync(async _ =>
    {
        _wrong = null;
        try
        {
            await want();
        }
        catch (ReportRefusedException refused) when (refused.FieldName is not null)
        {
            _wrong = refused.Message;
            return;
        }

        await ReadAsync();
        Navigation.NavigateTo(Scope.With("new", null));
    });

    private Task CancelAsync(int id) => ChangeAsync(() => Desk.CancelAsync(id, _owner!, CancellationToken.None));

    private Task DeleteAsync(int id) => ChangeAsync(() => Desk.DeleteAsync(id, _owner!, CancellationToken.None));

    private Task UnscheduleAsync(int id) => ChangeAsync(() => Schedules.DeleteAsync(id, _owner!, CancellationToken.None));

    private Task ChangeAsync(Func<Task> change) => ActAsync(async _ =>
    {
        await change();
        await ReadAsync();
    });

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
