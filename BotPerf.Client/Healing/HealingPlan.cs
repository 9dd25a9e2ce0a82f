using BotPerf.Client.Alerting;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Sketches;

namespace BotPerf.Client.Healing;

/// <summary>
/// Says which healer has to run. Gathers figures over 30 seconds; so many breaches in a row start a healer, which then
/// rests. Where nothing was measured the row is broken: no evidence starts nothing.
/// </summary>
internal sealed class HealingPlan(HealingOptions options)
{
    private const int LeastExecutions = 20;
    private const int LeastApiCalls = 5;
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, int> _breaches = [];
    private readonly Dictionary<string, DateTimeOffset> _started = [];
    private DateTimeOffset? _since;
    private Sketch _commands = new();
    private double _errors;
    private double _apiCalls;
    private double _apiErrors;
    private double? _heap;

    /// <returns>Healers to run now, with the reason.</returns>
    public IReadOnlyList<(string Healer, string Reason)> Take(IntervalFigures figures)
    {
        if (!options.Automatic)
            return [];

        _since ??= figures.End;
        _commands.Merge(figures.Commands);
        _errors += figures.Sum(MetricNames.CommandErrors);
        _apiCalls += figures.Sum(MetricNames.ApiCallDuration);
        _apiErrors += figures.Sum(MetricNames.ApiCallErrors);
        _heap = figures.Last(MetricNames.HeapBytes) ?? _heap;
        if (figures.End - _since < s_look && figures.End >= _since)
            return [];

        var due = Look(figures.End);
        _since = figures.End;
        _commands = new Sketch();
        _errors = _apiCalls = _apiErrors = 0;
        _heap = null;
        return due;
    }

    private List<(string, string)> Look(DateTimeOffset at)
    {
        var due = new List<(string, string)>();
        Check("memory", _heap, options.MemoryHeap, value => $"heap {value / 1048576:0} MiB");
        Check("error_rate", Percent(_errors, _commands.Count, LeastExecutions), options.ErrorRate, value => $"{value:0.#} % of the commands failed");
        Check("response_time", _commands.Count == 0 ? null : _commands.Quantile(0.95) * 1000, options.ResponseTime, value => $"p95 {value:0} ms");
        Check("api_health", Percent(_apiErrors, _apiCalls, LeastApiCalls), options.ApiErrorRate, value => $"{value:0.#} % of the calls to others failed");
        return due;

        void Check(string healer, double? value, double? threshold, Func<double, string> words)
        {
            var breaches = _breaches[healer] = value > threshold ? _breaches.GetValueOrDefault(healer) + 1 : 0;
            var rests = _started.TryGetValue(healer, out var started) && (at - started).Duration() < options.Cooldown;
            if (breaches < options.ConsecutiveBreaches || rests)
                return;

            _started[healer] = at;
            _breaches[healer] = 0;
            due.Add((healer, words(value!.Value)));
        }
    }

    private static double? Percent(double part, double whole, int least) => whole < least ? null : part / whole * 100;
}
