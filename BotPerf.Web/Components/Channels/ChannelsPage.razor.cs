using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Delivery;
using BotPerf.Web.Delivery.Mail;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Channels;

/// <summary>The channels and the log of one of them; whoever administers adds, changes and tests them.</summary>
public sealed partial class ChannelsPage
{
    private const int PageSize = 20;

    /// <summary>Nothing here moves by itself but the ages.</summary>
    private static readonly TimeSpan AgesMove = TimeSpan.FromSeconds(10);

    private IReadOnlyList<ChannelState>? _states;
    private IReadOnlyList<Letter>? _letters;
    private (int?, string?) _readFor;
    private int _shown = PageSize;
    private bool _hasOlder;
    private bool _unread;
    private bool _adding;
    private int? _editing;
    private FieldProblem? _wrong;
    private Tested? _tested;
    private DateTimeOffset _lookedAt;
    private volatile bool _changed;

    /// <summary>Whose log is open.</summary>
    [SupplyParameterFromQuery(Name = "channel")] public int? Channel { get; set; }

    /// <summary>Only letters in this state.</summary>
    [SupplyParameterFromQuery(Name = "state")] public string? State { get; set; }

    [Inject] private ChannelStore Store { get; set; } = default!;
    [Inject] private ChannelQueries Queries { get; set; } = default!;
    [Inject] private ChannelKinds Kinds { get; set; } = default!;
    [Inject] private ChannelDesk Desk { get; set; } = default!;
    [Inject] private MailServer Mail { get; set; } = default!;
    [Inject] private AlertRoutes Routes { get; set; } = default!;
    [Inject] private DeliveryPulse Delivery { get; set; } = default!;

    protected override string Policy => Policies.Admin;

    protected override string Forbidden => "Only an administrator may change channels.";

    protected override bool Look() => false;

    protected override async Task OnInitializedAsync()
    {
        Delivery.Changed += OnChanged;
        await base.OnInitializedAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_readFor != (Channel, State) || _states is null)
        {
            (_letters, _shown) = (null, PageSize);
            await ReadAsync();
        }
    }

    protected override async Task BeatAsync()
    {
        if (!_changed && Now - _lookedAt < AgesMove) return;

        await ReadAsync();
        StateHasChanged();
    }

    protected override void Dispose(bool disposing)
    {
        Delivery.Changed -= OnChanged;
        base.Dispose(disposing);
    }

    private void OnChanged() => _changed = true;

    private async Task ReadAsync()
    {
        (_changed, _lookedAt, _readFor) = (false, Time.GetUtcNow(), (Channel, State));
        try
        {
            var states = await Queries.StatesAsync(CancellationToken.None);
            if (Channel is { } open)
            {
                var letters = await Queries.LettersAsync(open, State, long.MaxValue, _shown + 1, CancellationToken.None);
                (_letters, _hasOlder) = ([.. letters.Take(_shown)], letters.Count > _shown);
            }

            (_states, _unread) = (states, false);
        }
        catch (System.Data.Common.DbException)
        {
            _unread = true;
        }
    }

    private Task OlderAsync()
    {
        _shown += PageSize;
        return ReadAsync();
    }

    private void StartAdding() => (Problem, _wrong, _tested, _adding, _editing) = (null, null, null, true, null);

    private void StartEditing(int channel) =>
        (Problem, _wrong, _tested, _adding, _editing) = (null, null, null, false, _editing == channel ? null : channel);

    private void StopEditing() => (_adding, _editing, _wrong) = (false, null, null);

    private Task AddAsync(ChannelDraft draft) => SaveAsync(by => Store.AddAsync(draft, by, CancellationToken.None));

    private Task ChangeAsync(ChannelDraft draft) =>
        SaveAsync(by => Store.ChangeAsync(_editing!.Value, draft, by, CancellationToken.None));

    private Task SaveAsync(Func<string, Task> save) => ActAsync(async by =>
    {
        try
        {
            await save(by);
            StopEditing();
        }
        catch (ChannelRefusedException refused) when (refused.FieldName is not null)
        {
            // Beside the field instead of above the page.
            _wrong = new FieldProblem(refused.FieldName, refused.Message);
        }

        await ReadAsync();
    });

    private Task RemoveAsync() => ActAsync(async by =>
    {
        await Store.RemoveAsync(_editing!.Value, by, CancellationToken.None);
        StopEditing();
        await ReadAsync();
    });

    private Task TestAsync(int channel) => ActAsync(async by =>
    {
        _tested = null;
        _tested = new Tested(channel, await Desk.TestAsync(channel, by, CancellationToken.None));
        await ReadAsync();
    });

    private Task RetryAsync(long letter) => ActAsync(async by =>
    {
        await Desk.SendAgainAsync(Channel!.Value, letter, by, CancellationToken.None);
        await ReadAsync();
    });

    private Task DropAsync(long letter) => ActAsync(async by =>
    {
        await Desk.DropAsync(Channel!.Value, letter, by, CancellationToken.None);
        await ReadAsync();
    });

    private static string Address(int? channel, string? state) =>
        channel is null ? "/channels" : state is null ? $"/channels?channel={channel}" : $"/channels?channel={channel}&state={state}";

    private sealed record Tested(int Channel, TestResult Result);
}

/// <summary>A field that is wrong, and the rule it breaks.</summary>
public sealed record FieldProblem(string Field, string Message)
{
    /// <summary>Programs are told the field's name; on a page it stands right above.</summary>
    public string Plain => Message.StartsWith(Field + " ", StringComparison.Ordinal) ? "It " + Message[(Field.Length + 1)..] : Message;
}
