using System.Globalization;
using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.Delivery;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Telling;

/// <summary>Who is told of what; administrators change it.</summary>
public sealed partial class RoutesPage
{
    private IReadOnlyList<AlertRoute> _routes = [];
    private IReadOnlyList<ChannelChoice> _channels = [];
    private IReadOnlyList<(int, string)> _bots = [];
    private IReadOnlyList<(int, string)> _ruleNames = [];
    private RouteForm? _editing;
    private bool _isZoneWrong;

    [Inject] private AlertRoutes Routes { get; set; } = default!;
    [Inject] private ChannelStore Channels { get; set; } = default!;
    [Inject] private RuleBook Rules { get; set; } = default!;
    [Inject] private BotRegistry Bots { get; set; } = default!;
    [CascadingParameter] private UserTime UserTime { get; set; } = UserTime.Utc;

    protected override string Policy => Policies.Admin;

    protected override string Forbidden => "Only an administrator may change routes.";

    private string Unheard => string.Join(", ", _channels
        .Where(channel => channel.IsOn && !Routes.LeadsTo(channel.Id)).Select(channel => channel.Name));

    // Beside routes that only escalate, every other channel is still told at once.
    private string ToldByDefault => string.Join(", ", Routes.Holding.Where(route => route.Id == 0).Select(Where));

    protected override bool Look()
    {
        IReadOnlyList<ChannelChoice> channels = [.. Channels.All.Select(channel => new ChannelChoice(channel.Id, channel.Name, channel.IsEnabled))];
        if (ReferenceEquals(_routes, Routes.All) && channels.SequenceEqual(_channels))
            return false;

        (_routes, _channels) = (Routes.All, channels);
        return true;
    }

    private void Edit(RouteForm? form)
    {
        (_editing, Problem, _isZoneWrong) = (form, null, false);
        _bots = [.. Bots.All.OrderBy(bot => bot.Name, StringComparer.OrdinalIgnoreCase).Select(bot => (bot.Id.Value, bot.Name))];
        _ruleNames = [.. Rules.All.OrderBy(rule => rule.Name, StringComparer.OrdinalIgnoreCase).Select(rule => (rule.Id, rule.Name))];
    }

    private Task SaveAsync(RouteForm form) => ActAsync(async by =>
    {
        _isZoneWrong = false;
        try
        {
            await Routes.SaveAsync(form.ToRoute(), by, CancellationToken.None);
            _editing = null;
        }
        catch (AlertRefusedException refused) when (refused.FieldName == AlertRoutes.ZoneField)
        {
            _isZoneWrong = true;
        }
    });

    private Task RemoveAsync(int id) => ActAsync(async by =>
    {
        await Routes.RemoveAsync(id, by, CancellationToken.None);
        _editing = null;
    });

    private bool IsOn(AlertRoute route) => _channels.FirstOrDefault(channel => channel.Id == route.Channel)?.IsOn == true;

    private string What(AlertRoute route)
    {
        var severity = route.MinSeverity switch
        {
            AlertSeverity.Info => "Everything",
            AlertSeverity.Critical => "What is critical",
            var least => $"From {Alert.WordOf(least)} on",
        };
        var rule = route.Rule is { } id ? $", {Rules.Find(id)?.Name ?? "a rule that is gone"}" : "";
        var bot = route.Bot is { } of ? $", {Bots.Find(of)?.Name ?? "a bot that is gone"}" : "";
        return severity + rule + bot;
    }

    private string Where(AlertRoute route) => _channels.FirstOrDefault(channel => channel.Id == route.Channel)?.Name ?? "a channel that is gone";

    private string When(AlertRoute route)
    {
        var when = !route.IsEnabled ? "switched off"
            : !IsOn(route) ? "the channel is off"
            : route.After == TimeSpan.Zero ? "at once"
            : $"when nobody has acknowledged it for {RuleWords.Span(route.After)}";
        return route.Quiet is { } quiet
            ? $"{when}; quiet {quiet.From.ToString("HH:mm", CultureInfo.InvariantCulture)} to {quiet.To.ToString("HH:mm", CultureInfo.InvariantCulture)} ({quiet.Zone}), but for what is critical"
            : when;
    }
}

/// <summary>A channel that a route may lead to.</summary>
public sealed record ChannelChoice(int Id, string Name, bool IsOn);
