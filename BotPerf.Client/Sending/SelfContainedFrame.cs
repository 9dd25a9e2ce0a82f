using BotPerf.Client.Recording;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;

namespace BotPerf.Client.Sending;

/// <summary>
/// A frame that says itself what its numbers mean and who sent it, so that it can be taken without its session: from the
/// disk after the bot's end, or in pieces. Pure.
/// </summary>
internal static class SelfContainedFrame
{
    /// <param name="clockOffset">How far the server's clock is ahead; zero leaves the bot's own times.</param>
    public static Frame Of(PendingFrame pending, SeriesRegistry series, string instance, string session, TimeSpan clockOffset)
    {
        var frame = Frame.Parser.ParseFrom(pending.ToBytes(series, known: int.MaxValue, clockOffset));
        (frame.Instance, frame.Session, frame.SelfContained) = (instance, session, true);
        var numbers = new SeriesNumbers(frame, number => series.All[(int)number].Identity.ToDefinition());
        numbers.Replace(frame.Counters?.Series);
        numbers.Replace(frame.Gauges?.Series);
        numbers.Replace(frame.Histograms?.Series);
        numbers.Replace(frame.Executions?.Series);
        foreach (var error in frame.Errors)
            error.Series = error.Series == 0 ? 0 : numbers.Of(error.Series - 1) + 1;
        return frame;
    }

    /// <summary>Values in its sketches: of command durations, and of others.</summary>
    public static Tally Tally(Frame frame)
    {
        long executions = 0, samples = 0;
        for (int i = 0, bin = 0; i < (frame.Histograms?.Series.Count ?? 0); i++)
        {
            var columns = frame.Histograms!;
            long values = 0;
            for (var end = bin + (int)columns.Bins[i]; bin < end; bin++)
                values += (long)columns.Count[bin];
            if (frame.Series[(int)columns.Series[i]].Name == MetricNames.CommandDuration)
                executions += values;
            else
                samples += values;
        }

        return new Tally(executions, samples);
    }

    public static void Shift(Frame frame, TimeSpan clockOffset)
    {
        var shift = clockOffset.Ticks / TimeSpan.TicksPerMicrosecond;
        frame.EndUs += shift;
        foreach (var happened in frame.Lifecycle)
            happened.AtUs += shift;
    }
}

/// <summary>Numbers series anew in the order in which a frame uses them, and defines them in it.</summary>
internal sealed class SeriesNumbers(Frame frame, Func<uint, SeriesDefinition> definition)
{
    private readonly Dictionary<uint, uint> _numbers = [];

    public uint Of(uint number)
    {
        if (!_numbers.TryGetValue(number, out var known))
        {
            known = (uint)frame.Series.Count;
            frame.Series.Add(definition(number));
            _numbers.Add(number, known);
        }

        return known;
    }

    public void Replace(IList<uint>? numbers)
    {
        for (var i = 0; i < numbers?.Count; i++)
            numbers[i] = Of(numbers[i]);
    }
}
