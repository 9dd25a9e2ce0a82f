using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Rollups;

/// <summary>Errors added up by type and fingerprint. However many there are, it holds a bounded number of groups.</summary>
/// <param name="range">In whose steps each group is counted as well.</param>
/// <param name="known">What this is going to be added to: its groups have their place already.</param>
internal sealed class ErrorSums(StepRange range, ErrorSums? known = null)
{
    public const string Rest = "(more kinds of errors than are kept apart)";

    // Messages are made by chat users' input: whoever floods with new ones fills the last group, not the memory.
    private const int MostGroups = 2_000;

    private readonly Dictionary<(string Type, string Pattern), ErrorSum> _sums = [];
    private int _own;

    /// <summary>How many rows were added.</summary>
    public int Seen { get; private set; }

    public IReadOnlyDictionary<(string Type, string Pattern), ErrorSum> Groups => _sums;

    public void Add(ErrorKey error, long minute, long count)
    {
        Seen++;
        Of((error.Type, ErrorFingerprint.Of(error.Message))).Add(error, minute, range.StepOf(minute), count);
    }

    public void Add(ErrorSums other)
    {
        foreach (var (key, sum) in other._sums)
            Of(key).Add(sum);
    }

    private ErrorSum Of((string, string) key)
    {
        if (_sums.TryGetValue(key, out var sum))
            return sum;

        var isKnown = known?._sums.ContainsKey(key) == true;
        if (!isKnown && _own + (known?._own ?? 0) >= MostGroups)
        {
            key = ("", Rest);
            if (_sums.TryGetValue(key, out sum))
                return sum;
        }

        _own += isKnown ? 0 : 1;
        _sums.Add(key, sum = new ErrorSum());
        return sum;
    }
}

/// <summary>One group of errors.</summary>
internal sealed class ErrorSum
{
    // Far more than an answer names; what comes beyond them counts without its command.
    private const int MostSeries = 256;

    private readonly Dictionary<int, long> _series = [];
    private readonly Dictionary<long, long> _steps = [];

    public long Count { get; private set; }
    public long First { get; private set; } = long.MaxValue;
    public long Last { get; private set; } = long.MinValue;
    public string Message { get; private set; } = "";
    public string Stack { get; private set; } = "";

    /// <summary>How many in each series of executions; 0 is none.</summary>
    public IReadOnlyDictionary<int, long> Series => _series;

    /// <summary>How many in each step, by its first minute; steps without any are not there.</summary>
    public IReadOnlyDictionary<long, long> Steps => _steps;

    public void Add(ErrorKey error, long minute, long step, long count)
    {
        Take(count, minute, minute, error.Message, error.Stack);
        AddStep(step, count);
        AddSeries(error.SeriesId, count);
    }

    public void Add(ErrorSum other)
    {
        Take(other.Count, other.First, other.Last, other.Message, other.Stack);
        foreach (var (series, count) in other._series)
            AddSeries(series, count);
        foreach (var (step, count) in other._steps)
            AddStep(step, count);
    }

    private void Take(long count, long first, long last, string message, string stack)
    {
        Count += count;
        First = Math.Min(First, first);
        if (last < Last)
            return;

        Last = last;
        Message = message;
        Stack = stack.Length > 0 ? stack : Stack;
    }

    private void AddStep(long step, long count) => _steps[step] = _steps.GetValueOrDefault(step) + count;

    private void AddSeries(int series, long count)
    {
        var key = _series.Count < MostSeries || _series.ContainsKey(series) ? series : 0;
        _series[key] = _series.GetValueOrDefault(key) + count;
    }
}
