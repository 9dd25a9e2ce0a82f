using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Components.Live;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace BotPerf.Web.Components.Bots;

/// <summary>The bots, their ingest keys, and how a bot is told to send.</summary>
public sealed partial class BotsAndKeysPage : LiveComponent
{
    /// <summary>Nothing here is finer than a minute, but for what was just made.</summary>
    private static readonly TimeSpan AgesMove = TimeSpan.FromSeconds(10);

    private IReadOnlyList<Bot> _bots = [];
    private DateTimeOffset _lookedAt;
    private (Bot Bot, NewIngestKey Key)? _made;
    private bool _madeFirst;
    private bool _adding;
    private bool _busy;
    private string? _problem;

    [Inject] private BotRegistry Registry { get; set; } = default!;
    [Inject] private ILogger<BotsAndKeysPage> Log { get; set; } = default!;
    [Inject] private IAuthorizationService Authorization { get; set; } = default!;
    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    /// <summary>Opens the form at once: <c>?new=1</c>.</summary>
    [SupplyParameterFromQuery(Name = "new")] public string? New { get; set; }

    private bool MayChange { get; set; }

    protected override async Task OnInitializedAsync()
    {
        MayChange = await IsAllowedAsync();
        _adding = New is not null && MayChange;
    }

    protected override bool Look()
    {
        if (ReferenceEquals(_bots, Registry.All) && Now - _lookedAt < AgesMove) return false;

        (_bots, _lookedAt) = (Registry.All, Now);
        return true;
    }

    private void StartAdding()
    {
        _problem = null;
        _made = null;
        _adding = true;
    }

    private Task AddAsync(string name) => ChangeAsync(async by =>
    {
        var made = await Registry.CreateAsync(name, by, CancellationToken.None);
        (_made, _madeFirst, _adding) = ((made.Bot, made.Key), true, false);
    });

    private Task IssueAsync(Bot bot) => ChangeAsync(async by =>
    {
        var key = await Registry.IssueKeyAsync(bot.Id, by, CancellationToken.None);
        (_made, _madeFirst) = ((bot, key), false);
    });

    private Task RevokeAsync((BotId Bot, int Key) what) =>
        ChangeAsync(by => Registry.RevokeKeyAsync(what.Bot, what.Key, by, CancellationToken.None));

    private async Task ChangeAsync(Func<string, Task> change)
    {
        if (_busy) return;

        (_busy, _problem) = (true, null);
        try
        {
            // Asked again for every act: a role may have gone since the page was opened.
            if (await IsAllowedAsync())
                await change((await Session!).User.Identity?.Name ?? "");
            else
                _problem = "Only an administrator may change bots and keys.";
        }
        catch (BotRefusedException refused)
        {
            _problem = refused.Message;
        }
        catch (Exception problem)
        {
            Log.BotChangeFailed(problem);
            _problem = "That did not work, and nothing was changed. Try again; if it stays, the server's log says why.";
        }
        finally
        {
            _busy = false;
            Look();
        }
    }

    private async Task<bool> IsAllowedAsync() =>
        Session is not null && (await Authorization.AuthorizeAsync((await Session).User, Policies.Admin)).Succeeded;
}
