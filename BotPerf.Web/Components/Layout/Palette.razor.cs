using BotPerf.Web.Alerts;
using BotPerf.Web.Rollups;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;

namespace BotPerf.Web.Components.Layout;

/// <summary>Goes to whatever has a name: pages, bots, instances and commands. Keeps the time range.</summary>
public sealed partial class Palette : ComponentBase
{
    private const int Most = 20;
    private const int MostAlerts = 6;

    private List<PageEntry> _pages = [];
    private List<PaletteHit> _hits = [];
    private string _text = "";
    private int _chosen;

    [Inject] private NameQueries Names { get; set; } = default!;
    [Inject] private AlertQueries Alerts { get; set; } = default!;
    [Inject] private IAuthorizationService Authorization { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Parameter, EditorRequired] public PageScope Scope { get; set; } = default!;
    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    protected override async Task OnInitializedAsync()
    {
        foreach (var page in Pages.All)
        {
            if (page.Policy is null || (Session is not null && (await Authorization.AuthorizeAsync((await Session).User, page.Policy)).Succeeded))
                _pages.Add(page);
        }
    }

    private void Find(ChangeEventArgs change)
    {
        _text = change.Value as string ?? "";
        _chosen = 0;
        var pages = _pages
            .Where(page => page.Text.Contains(_text.Trim(), StringComparison.OrdinalIgnoreCase))
            .Select(page => page.Href(Scope) is { } href ? new PaletteHit(page.Icon, page.Text, "page", href) : null)
            .OfType<PaletteHit>();
        _hits = [.. pages.Concat(OpenAlerts()).Concat(Names.Find(_text, Most).Select(Hit)).Take(Most)];
    }

    // The worst first; without a word there would be nothing but alerts in a bad hour.
    private IEnumerable<PaletteHit> OpenAlerts()
    {
        var words = _text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == 0 ? [] : Alerts.Open()
            .Select(alert => (Alert: alert, Text: $"{alert.RuleName} {alert.Target.Text}".Trim(), Bot: Names.NameOf(alert.Bot)))
            .Where(one => words.All(word => $"{one.Text} {one.Bot} alert".Contains(word, StringComparison.OrdinalIgnoreCase)))
            .Take(MostAlerts)
            .Select(one => new PaletteHit("bell", one.Text, $"{Alert.WordOf(one.Alert.Severity)} alert of {one.Bot}", Scope.InboxUrl(null, one.Alert.Id)));
    }

    private PaletteHit Hit(FoundName found) => found switch
    {
        { Command: { } command } => new("commands", command, $"command of {found.BotName}",
            (Scope with { Bot = found.Bot, Instance = null }).CommandUrl(command)),
        { Instance: { } instance } => new("bot", instance, $"instance of {found.BotName}", Scope.BotUrl(found.Bot, instance)),
        _ => new("bot", found.BotName, "bot", Scope.BotUrl(found.Bot)),
    };

    private void OnKey(KeyboardEventArgs key)
    {
        if (_hits.Count == 0) return;

        switch (key.Key)
        {
            case "ArrowDown": _chosen = (_chosen + 1) % _hits.Count; break;
            case "ArrowUp": _chosen = (_chosen + _hits.Count - 1) % _hits.Count; break;
            case "Enter": Navigation.NavigateTo(_hits[_chosen].Href); break;
        }
    }

    /// <param name="What">What it is, in words.</param>
    private sealed record PaletteHit(string Icon, string Text, string What, string Href);
}
