using System.Globalization;
using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.Components.Layout;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Silencing;

/// <summary>Silences and maintenance windows; <c>?new=1&amp;bot=&amp;rule=&amp;target=</c> begins one.</summary>
public sealed partial class SilencesPage
{
    private const int MostShown = 200;

    private readonly CancellationTokenSource _closed = new();
    private IReadOnlyList<Silence>? _all;
    private IReadOnlyList<SilenceChoice> _bots = [];
    private IReadOnlyList<SilenceChoice> _ruleNames = [];
    private SilenceWish _wish = SilenceWish.Empty;
    private string? _formOf;
    private string? _wrong;
    private DateTimeOffset _readAt;

    [Inject] private BotPerf.Web.Alerts.Silences Silences { get; set; } = default!;
    [Inject] private RuleBook Rules { get; set; } = default!;
    [Inject] private AlertBook Alerts { get; set; } = default!;
    [Inject] private BotRegistry Bots { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [CascadingParameter] private PageScope Scope { get; set; } = default!;
    [CascadingParameter] private UserTime UserTime { get; set; } = UserTime.Utc;

    protected override string Policy => Policies.Operator;

    protected override string Forbidden => "Only operators and administrators may make and end silences.";

    // Whoever only looks may have followed an operator's link.
    private bool IsAdding => MayAct && Scope["new"] is not null;

    private IEnumerable<(string Title, string Word, IReadOnlyList<Silence> Silences)> Groups => new (string, string, IReadOnlyList<Silence>)[]
    {
        ("Active", "active", [.. _all!.Where(one => one.IsOn(Now)).OrderBy(one => one.EndsAt)]),
        ("Planned", "planned", [.. _all!.Where(one => one.EndedAt is null && one.StartsAt > Now).OrderBy(one => one.StartsAt)]),
        ("Ended", "ended", [.. _all!.Where(one => one.EndedAt is not null || one.EndsAt <= Now)]),
    }.Where(group => group.Item3.Count > 0);

    protected override bool Look() => false;

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        await ReadAsync();
    }

    protected override void OnParametersSet()
    {
        base.OnParametersSet();
        var of = IsAdding ? $"{Scope.Bot} {Scope["rule"]} {Scope["target"]}" : null;
        if (of == _formOf)
            return;

        (_formOf, _wrong) = (of, null);
        _bots = [.. Bots.All.OrderBy(bot => bot.Name, StringComparer.OrdinalIgnoreCase).Select(bot => new SilenceChoice(bot.Id.Value, bot.Name))];
        _ruleNames = [.. Rules.All.OrderBy(rule => rule.Name, StringComparer.OrdinalIgnoreCase).Select(rule => new SilenceChoice(rule.Id, rule.Name))];
        _wish = SilenceWish.Empty with
        {
            Bot = Scope.Bot is { } bot && Bots.Find(bot) is not null ? bot.Value : null,
            Rule = int.TryParse(Scope["rule"], NumberStyles.None, CultureInfo.InvariantCulture, out var rule) && Rules.Find(rule) is not null ? rule : null,
            Target = Scope["target"] ?? "",
        };
    }

    // What is written here is also written elsewhere, and time moves silences on.
    protected override async Task BeatAsync()
    {
        if (Now - _readAt < TimeSpan.FromSeconds(5))
            return;

        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        _all = await Silences.AllAsync(MostShown, _closed.Token);
        _readAt = Time.GetUtcNow();
    }

    private int CountMatching(SilenceWish wish)
    {
        var silence = new Silence(
            0, false, wish.Bot is { } bot ? new BotId(bot) : null, wish.Rule, wish.Target.Trim().Length == 0 ? null : wish.Target.Trim(),
            wish.MaxSeverity, default, default, "", "", default, null, 0);
        return Alerts.Open().Count(silence.Matches);
    }

    private Task AddAsync(SilenceWish wish) => ActAsync(async by =>
    {
        _wrong = null;
        var now = Time.GetUtcNow();
        try
        {
            await Silences.AddAsync(
                new SilenceDraft(
                    wish.IsMaintenance, wish.Bot is { } bot ? new BotId(bot) : null, wish.Rule, wish.Target, wish.MaxSeverity,
                    wish.StartsAt ?? now, wish.EndsAt ?? now + wish.Lasting, wish.Reason),
                by, CancellationToken.None);
        }
        catch (AlertRefusedException refused) when (refused.FieldName is not null)
        {
            _wrong = refused.Message;
            return;
        }

        await ReadAsync();
        Navigation.NavigateTo("/silences");
    });

    private Task EndAsync(int id) => ActAsync(async by =>
    {
        await Silences.EndAsync(id, by, CancellationToken.None);
        await ReadAsync();
    });

    private Task ExtendAsync(Silence silence, string? minutes) =>
        !int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var more) ? Task.CompletedTask : ActAsync(async by =>
        {
            await Silences.ExtendAsync(silence.Id, silence.EndsAt.AddMinutes(more), by, CancellationToken.None);
            await ReadAsync();
        });

    private string What(Silence silence)
    {
        var parts = new List<string>
        {
            silence.Rule is { } rule ? Rules.Find(rule)?.Name ?? "a rule that is gone" : "All rules",
            silence.Bot is { } bot ? $"of {Bots.Find(bot)?.Name ?? "a bot that is gone"}" : "of all bots",
        };
        if (silence.Target is not null)
            parts.Add($"about “{silence.Target}”");
        if (silence.MaxSeverity is { } most)
            parts.Add($"up to {Alert.WordOf(most)}");
        return string.Join(' ', parts);
    }

    private string When(Silence silence, string word) => word switch
    {
        "planned" => $"begins in {Format.Span(silence.StartsAt - Now)}",
        "active" => $"{Format.Span(silence.EndsAt - Now)} left",
        _ => $"ended {Format.Ago(Now - (silence.EndedAt ?? silence.EndsAt))}",
    };

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
