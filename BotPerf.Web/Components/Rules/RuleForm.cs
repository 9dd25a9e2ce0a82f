using System.Globalization;
using BotPerf.Web.Alerts;
using BotPerf.Web.Targets;

namespace BotPerf.Web.Components.Rules;

/// <summary>A level as it is typed.</summary>
public sealed record LevelForm
{
    public AlertSeverity Severity { get; set; } = AlertSeverity.Warning;
    public string Threshold { get; set; } = "";
    public string Recovery { get; set; } = "";
}

/// <summary>A rule as it is typed: texts with units, which are read only when they are asked for.</summary>
public sealed record RuleForm
{
    private const double PlaceholderThreshold = 1e300;

    public string Name { get; set; } = "";
    public SignalKind Signal { get; set; }
    public string Metric { get; set; } = "";
    public Aggregation Aggregation { get; set; } = Aggregation.P95;
    public string Over { get; set; } = "";
    public bool Complement { get; set; }
    public string WindowMinutes { get; set; } = "5";

    /// <summary>command = help, one to a line.</summary>
    public string Labels { get; set; } = "";
    public string Per { get; set; } = "";
    public bool PerInstance { get; set; }
    public string MinCount { get; set; } = "0";
    public Condition Condition { get; set; } = Condition.Ge;
    public UsualSide Side { get; set; }
    public List<LevelForm> Levels { get; } = [new()];
    public string For { get; set; } = "2 min";
    public string KeepFiring { get; set; } = "1 min";
    public string Cooldown { get; set; } = "5 min";
    public HashSet<int> Bots { get; } = [];

    /// <summary>Nothing is typed for the first level yet: a preview shows the figure, and suggests a threshold.</summary>
    public bool WantsThreshold => Levels is [{ Threshold.Length: 0 }] && IsOrdered;

    /// <summary>It is about what is usual, and a side of it is chosen.</summary>
    public bool IsBesideUsual => Condition is Condition.Anomaly or Condition.Growth;

    /// <summary>Several levels make sense, and a value at which it is over.</summary>
    public bool IsOrdered => IsBesideUsual || Condition is Condition.Gt or Condition.Ge or Condition.Lt or Condition.Le;

    internal static RuleForm Of(AlertRule rule, string unit)
    {
        var signal = rule.Signal;
        var form = new RuleForm
        {
            Name = rule.Name,
            Signal = signal.Kind,
            Metric = signal.Metric,
            Aggregation = signal.Aggregation,
            Over = string.Join(", ", signal.Over),
            Complement = signal.Complement,
            WindowMinutes = Text(signal.WindowMinutes),
            Labels = string.Join('\n', signal.Labels.Select(label => $"{label.Key} = {label.Value}")),
            Per = signal.Per ?? "",
            PerInstance = signal.PerInstance,
            MinCount = Text(signal.MinCount),
            Condition = rule.Condition,
            Side = rule.Side,
            For = RuleWords.Span(rule.For),
            KeepFiring = RuleWords.Span(rule.KeepFiring),
            Cooldown = RuleWords.Span(rule.Cooldown),
        };
        form.Levels.Clear();
        form.Levels.AddRange(rule.Levels.Select(level => new LevelForm
        {
            Severity = level.Severity,
            Threshold = FigureInput.Of(level.Threshold, unit),
            Recovery = FigureInput.Of(level.Recovery, unit),
        }));
        form.Bots.UnionWith(rule.Bots.Select(bot => bot.Value));
        return form;
    }

    /// <summary>What is looked at, before any text with a unit is read: it decides the unit.</summary>
    internal Signal ToSignal() => Definition(0, [], 0, 0, 0, 0).ToRule(0, null, "", true).Signal;

    /// <param name="unit">Of thresholds.</param>
    /// <returns>Also which texts are none of what they should be.</returns>
    internal (RuleDefinition Definition, IReadOnlyList<RuleProblem> Problems) Read(string unit)
    {
        var problems = new List<RuleProblem>();
        var levels = Condition == Condition.Absent
            ? [new AlertLevel(Levels[0].Severity, 0)]
            : Levels.Select((level, i) => new AlertLevel(
                level.Severity, Number($"levels[{i}].threshold", level.Threshold, unit),
                level.Recovery.Trim().Length == 0 || !IsOrdered || i > 0 ? null : Number($"levels[{i}].recovery", level.Recovery, unit))).ToList();
        var definition = Definition(
            (int)Number("windowMinutes", WindowMinutes, ""), levels, Number("forSeconds", For, "seconds"),
            Number("keepFiringSeconds", KeepFiring, "seconds"), Number("cooldownSeconds", Cooldown, "seconds"), (int)Number("minCount", MinCount, ""));
        if (LabelLines().Any(line => line.IndexOf('=') <= 0))
            problems.Add(new RuleProblem("labels", "are written name = value, one to a line"));
        return (definition, problems);

        double Number(string field, string text, string of)
        {
            if (FigureInput.Parse(text, of) is { } number)
                return number;

            problems.Add(new RuleProblem(field, text.Trim().Length == 0 ? "is missing" : $"has to be {FigureInput.What(of)}"));
            return 0;
        }
    }

    /// <summary>Another signal, with a window that fits it.</summary>
    internal void Choose(SignalKind signal)
    {
        if (signal == SignalKind.BurnRate != (Signal == SignalKind.BurnRate))
            WindowMinutes = Text(signal == SignalKind.BurnRate ? BurnWindow.Fast.LongMinutes : 5);
        Signal = signal;
    }

    /// <summary>As <see cref="WantsThreshold"/> needs it: a threshold that nothing reaches.</summary>
    internal RuleDefinition WithoutThreshold(RuleDefinition definition) => definition with
    {
        Levels = [new AlertLevel(Levels[0].Severity, Condition is Condition.Lt or Condition.Le ? -PlaceholderThreshold : PlaceholderThreshold)],
    };

    /// <summary>Takes another threshold for the first level; the others keep their distance.</summary>
    internal void Take(double threshold, string unit)
    {
        var before = FigureInput.Parse(Levels[0].Threshold, unit);
        foreach (var level in Levels.Skip(1))
        {
            if (before is { } old && old > 0 && FigureInput.Parse(level.Threshold, unit) is { } known)
                level.Threshold = FigureInput.Of(Math.Round(known / old * threshold, 6), unit);
        }

        Levels[0].Threshold = FigureInput.Of(threshold, unit);
        Levels[0].Recovery = "";
    }

    private RuleDefinition Definition(
        int windowMinutes, IReadOnlyList<AlertLevel> levels, double forSeconds, double keepFiring, double cooldown, int minCount)
    {
        var isMetric = Signal == SignalKind.Metric;
        var isRatio = isMetric && Aggregation == Aggregation.Ratio;
        return new RuleDefinition
        {
            Signal = Signal,
            Metric = isMetric ? Metric.Trim() : null,
            Aggregation = isMetric ? Aggregation : Aggregation.Last,
            Over = isRatio ? [.. Over.Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)] : [],
            Complement = isRatio && Complement,
            WindowMinutes = windowMinutes,
            Labels = isMetric ? LabelsOf() : new Dictionary<string, string>(),
            Per = isMetric && Per.Trim().Length > 0 ? Per.Trim() : null,
            PerInstance = isMetric && PerInstance,
            MinCount = isMetric ? minCount : 0,
            Condition = Condition,
            Side = IsBesideUsual ? Side : UsualSide.Both,
            Levels = levels,
            ForSeconds = forSeconds,
            KeepFiringSeconds = keepFiring,
            CooldownSeconds = cooldown,
            Bots = [.. Bots.Order()],
        };
    }

    private string[] LabelLines() => Labels.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private Dictionary<string, string> LabelsOf()
    {
        var labels = new Dictionary<string, string>();
        foreach (var line in LabelLines().Where(line => line.IndexOf('=') > 0))
            labels[line[..line.IndexOf('=')].Trim()] = line[(line.IndexOf('=') + 1)..].Trim();
        return labels;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
