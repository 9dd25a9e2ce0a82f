using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Components.Live;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Bots;

/// <summary>The bots, their ingest keys, and how a bot is told to send.</summary>
public sealed partial class BotsAndKeysPage : ActingComponent
{
    /// <summary>Nothing here is finer than a minute, but for what was just made.</summary>
    private static readonly TimeSpan AgesMove = TimeSpan.FromSeconds(10);

    private IReadOnlyList<Bot> _bots = [];
    private DateTimeOffset _lookedAt;
    private (Bot Bot, NewIngestKey Key)? _made;
    private bool _madeFirst;
    private bool _adding;

    [Inject] private BotRegistry Registry { get; set; } = default!;

    /// <summary>Opens the form at once: <c>?new=1</c>.</summary>
    [SupplyParameterFromQuery(Name = "new")] public string? New { get; set; }

    protected override string Policy => Policies.Admin;

    protected override string Forbidden => "Only an administrator may change bots and keys.";

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        _adding = New is not null && MayAct;
    }

    protected override bool Look()
    {
        if (ReferenceEquals(_bots, Registry.All) && Now - _lookedAt < AgesMove) return false;

        (_bots, _lookedAt) = (Registry.All, Now);
        return true;
    }

    private void StartAdding()
    {
        Problem = null;
        _made = null;
        _adding = true;
    }

    private Task AddAsync(string name) => ActAsync(async by =>
    {
        var made = await Registry.CreateAsync(name, by, CancellationToken.None);
        (_made, _madeFirst, _adding) = ((made.Bot, made.Key), true, false);
    });

    private Task IssueAsync(Bot bot) => ActAsync(async by =>
    {
        var key = await Registry.IssueKeyAsync(bot.Id, by, CancellationToken.None);
        (_made, _madeFirst) = ((bot, key), false);
    });

    private Task RenameAsync((BotId Bot, string Name) what) =>
        ActAsync(by => Registry.RenameAsync(what.Bot, what.Name, by, CancellationToken.None));

    private Task DeleteAsync(BotId bot) => ActAsync(async by =>
    {
        await Registry.DeleteAsync(bot, by, CancellationToken.None);
        if (_made?.Bot.Id == bot)
            _made = null;
    });

    private Task RevokeAsync((BotId Bot, int Key) what) =>
        ActAsync(by => Registry.RevokeKeyAsync(what.Bot, what.Key, by, CancellationToken.None));
}
