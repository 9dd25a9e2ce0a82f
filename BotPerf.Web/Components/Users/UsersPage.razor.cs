using System.Data.Common;
using BotPerf.Web.Access;
using BotPerf.Web.Components.Layout;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace BotPerf.Web.Components.Users;

/// <summary>Who may sign in, as what, and who is invited.</summary>
public sealed partial class UsersPage
{
    /// <summary>More than fit into anybody's eye; the search finds the others.</summary>
    private const int Shown = 200;

    // Others may be at work on the same page.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private IReadOnlyList<Person>? _accounts;
    private IReadOnlyList<AccountLink> _invitations = [];
    private NewAccountLink? _made;
    private bool _mailed;
    private DateTimeOffset _readAt;
    private string? _readFor;
    private string _me = "";
    private bool _hasMore;
    private bool _inviting;
    private bool _unread;

    [CascadingParameter] private PageScope Scope { get; set; } = default!;
    [CascadingParameter] private Task<AuthenticationState>? Who { get; set; }

    [Inject] private People People { get; set; } = default!;
    [Inject] private AccountLinks Links { get; set; } = default!;
    [Inject] private LinkPost Post { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    protected override string Policy => Policies.Admin;

    protected override string Forbidden => "Only an administrator may change who signs in.";

    protected override bool Look() => false;

    protected override async Task OnParametersSetAsync()
    {
        _me = Who is null ? "" : (await Who).User.Identity?.Name ?? "";
        if (RendererInfo.IsInteractive && (_accounts is null || _readFor != Scope["q"]))
            await ReadAsync();
    }

    protected override async Task BeatAsync()
    {
        if (IsBusy || Now - _readAt < Interval) return;

        await ReadAsync();
        StateHasChanged();
    }

    private void StartInviting() => (Problem, _made, _inviting) = (null, null, true);

    private void Filter(ChangeEventArgs change) =>
        Navigation.NavigateTo(Scope.With("q", change.Value is string { Length: > 0 } text ? text : null), replace: true);

    private async Task ReadAsync()
    {
        (_readAt, _readFor) = (Now, Scope["q"]);
        try
        {
            var found = await People.ListAsync(_readFor, after: 0, Shown + 1, CancellationToken.None);
            _invitations = await Links.InvitationsAsync(CancellationToken.None);
            (_accounts, _hasMore, _unread) = ([.. found.Take(Shown)], found.Count > Shown, false);
        }
        catch (DbException)
        {
            _unread = true;
        }
    }

    private Task InviteAsync(InviteWish wish) => ActAsync(async by =>
    {
        _made = await Links.InviteAsync(wish.Email, wish.Role, by, CancellationToken.None);
        _mailed = await Post.TrySendAsync(_made, CancellationToken.None);
        _inviting = false;
        await ReadAsync();
    });

    private Task WithdrawAsync(int invitation) => ActAsync(async by =>
    {
        await Links.WithdrawAsync(invitation, by, CancellationToken.None);
        if (_made?.Link.Id == invitation)
            _made = null;
        await ReadAsync();
    });

    private Task ActOnAsync(UserAct act) => ActAsync(async by =>
    {
        _made = null;
        switch (act)
        {
            case UserAct.Role { To: var role }:
                await People.SetRoleAsync(act.Account, role, by, CancellationToken.None);
                break;
            case UserAct.Disable { Disabled: var disabled }:
                await People.SetDisabledAsync(act.Account, disabled, by, CancellationToken.None);
                break;
            case UserAct.Remove:
                await People.RemoveAsync(act.Account, by, CancellationToken.None);
                break;
            case UserAct.SignOut:
                await People.EndSessionsAsync(act.Account, by, CancellationToken.None);
                break;
            case UserAct.ResetSecondStep:
                await People.ResetSecondStepAsync(act.Account, by, CancellationToken.None);
                break;
            case UserAct.PasswordLink:
                _made = await Links.PasswordLinkAsync(act.Account, by, CancellationToken.None);
                _mailed = _made is { } link && await Post.TrySendAsync(link, CancellationToken.None);
                _inviting = false;
                break;
        }

        await ReadAsync();
    });
}

/// <param name="Email">As it was typed.</param>
public sealed record InviteWish(string Email, string Role);

/// <summary>What is to be done to an account.</summary>
public abstract record UserAct(int Account)
{
    public sealed record Role(int Account, string To) : UserAct(Account);

    public sealed record Disable(int Account, bool Disabled) : UserAct(Account);

    public sealed record Remove(int Account) : UserAct(Account);

    public sealed record SignOut(int Account) : UserAct(Account);

    public sealed record ResetSecondStep(int Account) : UserAct(Account);

    public sealed record PasswordLink(int Account) : UserAct(Account);
}
