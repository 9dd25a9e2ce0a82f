namespace BotPerf.Web.Storage.Telemetry;

/// <summary>An error as it is grouped: same type, message and stack in the same command.</summary>
/// <param name="SeriesId">The command_duration_seconds series, 0 when the error belongs to no command.</param>
internal readonly record struct ErrorKey(int SeriesId, string Type, string Message, string Stack);

/// <summary>Single executions of one instance and minute, in columns that grow; what a segment is made of.</summary>
internal sealed class ExecutionColumns
{
    private readonly Dictionary<ErrorKey, int> _errorNumbers = [];
    private readonly Dictionary<string, int> _textNumbers = [];

    public List<int> Series { get; } = [];

    /// <summary>Unix time, microseconds.</summary>
    public List<long> StartUs { get; } = [];

    public List<ulong> DurationUs { get; } = [];

    /// <summary>Microseconds plus one; 0: not acknowledged.</summary>
    public List<ulong> AckUs { get; } = [];

    /// <summary>Number in <see cref="Errors"/> plus one; 0: succeeded.</summary>
    public List<int> Error { get; } = [];

    /// <summary>Numbers in <see cref="Texts"/> plus one: guild, channel, user of each execution; empty until one has them.</summary>
    public List<(int Guild, int Channel, int User)> Places { get; } = [];

    public List<ErrorKey> Errors { get; } = [];
    public List<long> ErrorCounts { get; } = [];
    public List<string> Texts { get; } = [];

    public int Count => Series.Count;
    public bool IsEmpty => Series.Count == 0 && Errors.Count == 0;

    /// <summary>As it is now, to be read.</summary>
    public ExecutionColumns Copy()
    {
        var copy = new ExecutionColumns();
        copy.Series.AddRange(Series);
        copy.StartUs.AddRange(StartUs);
        copy.DurationUs.AddRange(DurationUs);
        copy.AckUs.AddRange(AckUs);
        copy.Error.AddRange(Error);
        copy.Places.AddRange(Places);
        copy.Errors.AddRange(Errors);
        copy.ErrorCounts.AddRange(ErrorCounts);
        copy.Texts.AddRange(Texts);
        return copy;
    }

    /// <summary>The number of an error plus one; its count rises by <paramref name="count"/>.</summary>
    public int AddError(in ErrorKey key, long count)
    {
        if (!_errorNumbers.TryGetValue(key, out var number))
        {
            Errors.Add(key);
            ErrorCounts.Add(0);
            number = Errors.Count;
            _errorNumbers.Add(key, number);
        }

        ErrorCounts[number - 1] += count;
        return number;
    }

    public int AddText(string text)
    {
        if (_textNumbers.TryGetValue(text, out var number))
            return number;

        Texts.Add(text);
        _textNumbers.Add(text, Texts.Count);
        return Texts.Count;
    }

    public void Add(int series, long startUs, ulong durationUs, ulong ackUs, int error, (int, int, int) place)
    {
        Series.Add(series);
        StartUs.Add(startUs);
        DurationUs.Add(durationUs);
        AckUs.Add(ackUs);
        Error.Add(error);
        if (place != default || Places.Count > 0)
        {
            while (Places.Count < Series.Count - 1)
                Places.Add(default);
            Places.Add(place);
        }
    }
}
