using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Components.Channels;
using BotPerf.Web.Delivery;
using BotPerf.Web.Delivery.Mail;
using BotPerf.Web.Digests;
using BotPerf.Web.Digests.Letter;
using BotPerf.Web.Digests.Sending;
using BotPerf.Web.Digests.Subscribing;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace BotPerf.Web.Components.Digests;

/// <summary>One's own digests: what comes when and where, how it looks, and what became of each.</summary>
public sealed partial class DigestsPart
{
    private const int Logged = 30;
    private const int NamedBots = 3;

    /// <summary>Nothing here moves by itself but the times to come.</summary>
    private static readonly TimeSpan s_agesMove = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _closed = new();
    private DigestActor? _actor;
    private IReadOnlyList<DigestSubscription>? _own;
    private IReadOnlyList<SentDigest>? _sent;
    private DigestLetter? _letter;
    private string? _letterProblem;
    private DigestForm? _form;
    private FieldProblem? _wrong;
    private (int?, string?) _readFor;
    private DateTimeOffset _lookedAt;
    private string? _said;
    private bool _isUnread;
    private volatile bool _changed;

    /// <summary>Of which one something is shown.</summary>
    [SupplyParameterFromQuery(Name = "digest")] public int? Digest { get; set; }

    /// <summary>letter or log.</summary>
    [SupplyParameterFromQuery(Name = "show")] public string? Show { get; set; }

    [CascadingParameter] private Task<AuthenticationState>? Who { get; set; }

    [CascadingParameter] private UserTime UserTime { get; set; } = UserTime.Utc;

    [Inject] private SubscriptionQueries Subscriptions { get; set; } = default!;
    [Inject] private SubscriptionDesk Desk { get; set; } = default!;
    [Inject] private DigestBell Bell { get; set; } = default!;
    [Inject] private BotRegistry Bots { get; set; } = default!;
    [Inject] private ChannelStore Channels { get; set; } = default!;
    [Inject] private MailServer Mail { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    // Everybody has their own.
    protected override string Policy => Policies.Viewer;

    protected override string Forbidden => "You are signed out.";

    private IReadOnlyList<(int, string)> Places => _actor?.IsAdmin == true ? [.. Channels.All.Select(channel => (channel.Id, channel.Name))] : [];

    private IReadOnlyList<(int, string)> BotNames =>
        [.. Bots.All.OrderBy(bot => bot.Name, StringComparer.OrdinalIgnoreCase).Select(bot => (bot.Id.Value, bot.Name))];

    protected override bool Look() => false;

    protected override async Task OnInitializedAsync()
    {
        Bell.Changed += OnChanged;
        await base.OnInitializedAsync();
        _actor = Who is null ? null : DigestActor.Of((await Who).User);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_readFor != (Digest, Show) || _own is null)
        {
            (_sent, _letter, _letterProblem) = (null, null, null);
            if (Show != "log")
                _said = null;
            await ReadAsync();
            StateHasChanged();
            await ShowLetterAsync();
        }
    }

    protected override async Task BeatAsync()
    {
        if (!_changed && Now - _lookedAt < s_agesMove) return;

        await ReadAsync();
        StateHasChanged();
    }

    protected override void Dispose(bool disposing)
    {
        Bell.Changed -= OnChanged;
        if (disposing)
        {
            _closed.Cancel();
            _closed.Dispose();
        }

        base.Dispose(disposing);
    }

    private void OnChanged() => _changed = true;

    private async Task ReadAsync()
    {
        if (_actor?.AccountId is not { } account) return;

        (_changed, _lookedAt, _readFor) = (false, Time.GetUtcNow(), (Digest, Show));
        try
        {
            var wanted = (Digest, Show);
            _own = await Subscriptions.ListAsync(account, 0, DigestLimits.MostSubscriptions, _closed.Token);
            if (Show == "log" && Shown is { } shown && await Subscriptions.LogAsync(shown.Id, long.MaxValue, Logged, _closed.Token) is var sent && wanted == (Digest, Show))
                _sent = sent;
            _isUnread = false;
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was closed.
        }
        catch (System.Data.Common.DbException)
        {
            _isUnread = true;
        }
    }

    private DigestSubscription? Shown => _own?.FirstOrDefault(one => one.Id == Digest);

    // The letter is made in the browser's own visit alone, and once: it reads days of history.
    private async Task ShowLetterAsync()
    {
        if (Show != "letter" || Shown is not { } shown || !RendererInfo.IsInteractive)
            return;

        var (wanted, letter, problem) = ((Digest, Show), (DigestLetter?)null, (string?)null);
        (_letter, _letterProblem) = (null, null);
        try
        {
            letter = await Subscriptions.PreviewAsync(shown, _closed.Token);
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            return;
        }
        catch (Rollups.ReadsBusyException)
        {
            problem = "Other digests are being made at the moment.";
        }
        catch (System.Data.Common.DbException)
        {
            problem = "The figures could not be read just now.";
        }

        // Another one may have been asked for meanwhile.
        if (wanted == (Digest, Show))
            (_letter, _letterProblem) = (letter, problem);
    }

    private void Add() => (_form, _wrong, _said) = (DigestForm.New(_own ?? [], UserTime.Zone), null, null);

    private void Edit(DigestSubscription one) => (_form, _wrong, _said) = (DigestForm.Of(one, Bots.All.Select(bot => bot.Id.Value).ToHashSet()), null, null);

    private void Close() => (_form, _wrong) = (null, null);

    private Task SaveAsync() => ActAsync(async _ =>
    {
        var form = _form!;
        _wrong = form.Problem;
        if (_wrong is not null)
            return;

        try
        {
            if (form.Id == 0)
                await Desk.AddAsync(_actor!.AccountId!.Value, form.Wish, _actor, _closed.Token);
            else
                await Desk.ChangeAsync(form.Id, form.Wish, _actor!, _closed.Token);
            Close();
        }
        catch (DigestRefusedException refused) when (refused.FieldName is { } field)
        {
            _wrong = new FieldProblem(field, refused.Message);
            return;
        }

        await ReadAsync();
        await ShowLetterAsync();
    });

    private Task RemoveAsync(int id) => ActAsync(async _ =>
    {
        await Desk.RemoveAsync(id, _actor!, _closed.Token);
        Close();
        await ReadAsync();
    });

    private Task SendAsync(int id) => ActAsync(async _ =>
    {
        await Desk.SendNowAsync(id, _actor!, _closed.Token);
        _said = "One is on its way. The log says what became of it.";
        Navigation.NavigateTo(Address(id, "log"));
    });

    private string PlaceOf(DigestSubscription one) => one.Channel is not { } channel ? $"to {one.Email}"
        : Channels.Find(channel) is { } found ? $"on the channel {found.Name}" : "on a channel that is gone";

    private string BotsOf(DigestSubscription one)
    {
        if (one.Bots.Count == 0)
            return "all bots";

        var names = one.Bots.Select(bot => Bots.Find(new BotId(bot))?.Name ?? "a bot that is gone").ToList();
        return string.Join(", ", names.Take(NamedBots)) + (names.Count > NamedBots ? $" and {names.Count - NamedBots} more" : "");
    }

    /// <summary>What is open is closed by its own button.</summary>
    private string Href(int id, string what) => Digest == id && Show == what ? Here : Address(id, what);

    private string Here => new Uri(Navigation.Uri).AbsolutePath;

    private string Address(int id, string what) => $"{Here}?digest={id}&show={what}";
}
