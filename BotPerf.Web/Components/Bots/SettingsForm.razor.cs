using System.Globalization;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Bots;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Bots;

/// <summary>Flush interval, sampling and collectors; what is typed stays until it is saved or discarded.</summary>
public sealed partial class SettingsForm
{
    private static readonly (string Name, string Text)[] Collectors =
    [
        (CollectorNames.Process, "CPU, memory, threads, files"),
        (CollectorNames.Runtime, "garbage collection, thread pool"),
        (CollectorNames.System, "the host's CPU, memory, disks"),
        (CollectorNames.Network, "probes of Discord"),
        (CollectorNames.Bot, "guilds, users, shards"),
        (CollectorNames.Instrumentation, "database, HTTP, meters"),
    ];

    private static readonly (bool? Choice, string Word)[] Choices = [(null, "Own"), (true, "On"), (false, "Off")];

    private readonly Dictionary<string, bool> _collectors = new(StringComparer.Ordinal);
    private string _flush = "";
    private string _sampling = "";
    private string? _flushProblem;
    private string? _samplingProblem;
    private bool _edited;

    [Parameter, EditorRequired] public BotSettings Settings { get; set; } = BotSettings.None;
    [Parameter] public bool Busy { get; set; }

    /// <summary>Takes all but the kill switch.</summary>
    [Parameter, EditorRequired] public EventCallback<BotSettings> OnSave { get; set; }

    private bool IsOwn => Settings is { FlushIntervalMs: null, DetailSamplingRate: null, Collectors.Count: 0 };

    protected override void OnParametersSet()
    {
        if (!_edited) Discard();
    }

    private void Discard()
    {
        (_edited, _flushProblem, _samplingProblem) = (false, null, null);
        _flush = Settings.FlushIntervalMs?.ToString(CultureInfo.InvariantCulture) ?? "";
        _sampling = (Settings.DetailSamplingRate * 100)?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";
        _collectors.Clear();
        foreach (var (name, on) in Settings.Collectors)
            _collectors[name] = on;
    }

    private bool? Chosen(string name) => _collectors.TryGetValue(name, out var on) ? on : null;

    private void Choose(string name, bool? choice) => Edit(() =>
    {
        if (choice is { } on)
            _collectors[name] = on;
        else
            _collectors.Remove(name);
    });

    private void Edit(Action change)
    {
        change();
        _edited = true;
    }

    private Task SaveAsync()
    {
        var flush = Read(_flush, BotSettingsValidator.ShortestFlushMs, BotSettingsValidator.LongestFlushMs, out var flushFits);
        var percent = Read(_sampling, 0, 100, out var samplingFits);
        flushFits &= flush is not { } ms || ms == Math.Floor(ms);
        _flushProblem = flushFits ? null : "A whole number from 500 to 60,000, or nothing.";
        _samplingProblem = samplingFits ? null : "A number from 0 to 100, or nothing.";
        if (_flushProblem is not null || _samplingProblem is not null)
            return Task.CompletedTask;

        _edited = false;
        return OnSave.InvokeAsync(new BotSettings(
            null, (int?)flush, percent / 100, new Dictionary<string, bool>(_collectors, StringComparer.Ordinal)));
    }

    private Task OwnAsync() => OnSave.InvokeAsync(BotSettings.None);

    private static string Text(ChangeEventArgs e) => e.Value as string ?? "";

    /// <summary>Null for nothing typed, which fits.</summary>
    private static double? Read(string text, double from, double to, out bool fits)
    {
        text = text.Trim();
        fits = text.Length == 0;
        if (fits || !double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return null;

        fits = number >= from && number <= to;
        return number;
    }
}
