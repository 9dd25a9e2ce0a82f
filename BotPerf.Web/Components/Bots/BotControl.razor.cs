using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Components.Live;
using BotPerf.Web.Ingest;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Bots;

/// <summary>What an operator can tell a bot: to record or not, how, and to heal itself.</summary>
public sealed partial class BotControl
{
    private readonly Dictionary<string, HealRun> _runs = new(StringComparer.Ordinal);
    private BotSettings _settings = BotSettings.None;
    private IReadOnlyList<ConnectedInstance> _seen = [];
    private IReadOnlyList<HealerHost> _connected = [];
    private DateTimeOffset _lookedAt;

    [Inject] private BotRegistry Registry { get; set; } = default!;
    [Inject] private BotSettingsStore Store { get; set; } = default!;
    [Inject] private IngestConnections Connections { get; set; } = default!;
    [Inject] private Healing Healing { get; set; } = default!;

    [Parameter, EditorRequired] public BotId Bot { get; set; }
    [Parameter] public string? Instance { get; set; }

    protected override string Policy => Policies.Operator;

    protected override string Forbidden => "Only operators and administrators may do this.";

    private IReadOnlyList<HealerHost> Chosen =>
        Instance is null ? _connected : [.. _connected.Where(one => one.Instance == Instance)];

    private string Reach => _connected.Count switch
    {
        0 => "No instance is connected over the hub: a change is told at the next Hello. Bots over HTTP or OpenTelemetry are never told.",
        _ => $"A change is told at once to what is connected over the hub: {SilentWords.Names([.. _connected.Select(one => one.Instance).Order(StringComparer.Ordinal)])}. "
            + "The .NET SDK obeys it, other clients if they are made to.",
    };

    // Ages read in whole minutes after the first; nothing else moves by itself.
    private static readonly TimeSpan AgesMove = TimeSpan.FromSeconds(10);

    protected override bool Look()
    {
        var settings = Registry.Find(Bot)?.Settings ?? BotSettings.None;
        var connected = Connections.Of(Bot);
        if (ReferenceEquals(settings, _settings) && Now - _lookedAt < AgesMove
            && connected.SequenceEqual(_seen, ReferenceEqualityComparer.Instance))
        {
            return false;
        }

        // A second Hello on a connection brings other healers.
        (_settings, _seen, _lookedAt) = (settings, connected, Now);
        _connected = [.. connected.Select(one => new HealerHost(one.ConnectionId, one.Instance, one.Healers))];
        return true;
    }

    private Task SwitchAsync(bool on) => ActAsync(by => Store.ChangeAsync(
        Bot, current => current with { Enabled = on ? null : false }, by, CancellationToken.None));

    private Task SaveAsync(BotSettings wanted) => ActAsync(by => Store.ChangeAsync(
        Bot, current => wanted with { Enabled = current.Enabled }, by, CancellationToken.None));

    private Task HealAsync((string Healer, string? Instance) what) => ActAsync(by =>
    {
        _runs[what.Healer] = new HealRun(null, Now);
        // Up to half a minute: the page goes on meanwhile, and shows the answer when it is there.
        _ = ShowAsync(what.Healer, Healing.HealAsync(Bot, what.Instance, what.Healer, by));
        return Task.CompletedTask;
    });

    private async Task ShowAsync(string healer, Task<IReadOnlyList<HealOutcome>> healing)
    {
        try
        {
            var outcomes = await healing;
            await InvokeAsync(() => _runs[healer] = new HealRun(outcomes, Time.GetUtcNow()));
        }
        catch (BotRefusedException refused)
        {
            _runs.Remove(healer);
            Problem = refused.Message;
        }
        catch (Exception failed)
        {
            _runs.Remove(healer);
            await DispatchExceptionAsync(failed);
        }

        await InvokeAsync(StateHasChanged);
    }
}

/// <summary>A connection that can be asked to heal.</summary>
public sealed record HealerHost(string ConnectionId, string Instance, IReadOnlyList<string> Healers);

/// <param name="Outcomes">Null while it runs.</param>
/// <param name="At">When it was asked for, or answered.</param>
public sealed record HealRun(IReadOnlyList<HealOutcome>? Outcomes, DateTimeOffset At);
