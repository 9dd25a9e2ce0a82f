using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Rules;

/// <summary>All rules with how busy they are; administrators switch and reset them.</summary>
public sealed partial class RulesPage
{
    private static readonly TimeSpan CountsMove = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private readonly CancellationTokenSource _closed = new();
    private IReadOnlyList<AlertRule> _rules = [];
    private IReadOnlyDictionary<int, int>? _open;
    private IReadOnlyDictionary<int, int>? _fired;
    private DateTimeOffset _countedAt;
    private string _text = "";

    [Inject] private RuleBook Book { get; set; } = default!;
    [Inject] private RuleCheck Check { get; set; } = default!;
    [Inject] private RuleActivity Activity { get; set; } = default!;
    [Inject] private BotRegistry Bots { get; set; } = default!;

    protected override string Policy => Policies.Admin;

    protected override string Forbidden => "Only an administrator may change rules.";

    private IReadOnlyList<AlertRule> Found => [.. _rules.Where(rule => _text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
        rule.Name.Contains(word, StringComparison.OrdinalIgnoreCase) || rule.Signal.Metrics.Any(metric => metric.Contains(word, StringComparison.OrdinalIgnoreCase))))];

    private IEnumerable<(string Title, string Hint, IReadOnlyList<AlertRule> Rules)> Groups => new (string, string, IReadOnlyList<AlertRule>)[]
    {
        ("Your own", "made here or over REST", [.. Found.Where(rule => rule.Key is null).OrderBy(rule => rule.Name, StringComparer.OrdinalIgnoreCase)]),
        ("Default rules", "there from the first minute; a changed one can be reset", [.. Found.Where(rule => rule.Key is not null)]),
    }.Where(group => group.Item3.Count > 0);

    private string Summary => $"{_rules.Count(rule => rule.Enabled)} of {_rules.Count} are on.";

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        await CountAsync();
    }

    protected override bool Look()
    {
        var open = Activity.Open();
        if (ReferenceEquals(_rules, Book.All) && open.Count == _open?.Count && open.All(one => _open.GetValueOrDefault(one.Key) == one.Value))
            return false;

        (_rules, _open) = (Book.All, open);
        return true;
    }

    protected override async Task BeatAsync()
    {
        if (Now - _countedAt >= CountsMove)
        {
            await CountAsync();
            StateHasChanged();
        }

        await base.BeatAsync();
    }

    private async Task CountAsync()
    {
        var now = Time.GetUtcNow();
        (_fired, _countedAt) = (await Activity.FiredAsync(now - Week, _closed.Token), now);
    }

    private string NamesOf(AlertRule rule) => rule.Bots.Count == 0
        ? ""
        : string.Join(", ", rule.Bots.Select(bot => Bots.Find(bot)?.Name ?? "a bot that is gone"));

    private Task SwitchAsync((int Rule, bool On) wanted) =>
        ActAsync(by => Book.SwitchAsync(wanted.Rule, wanted.On, by, CancellationToken.None));

    private Task ResetAsync(int rule) => ActAsync(by => Book.RemoveAsync(rule, by, CancellationToken.None));

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
