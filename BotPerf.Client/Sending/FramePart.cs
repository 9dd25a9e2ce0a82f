using BotPerf.Shared.Protocol;
using Google.Protobuf.Collections;

namespace BotPerf.Client.Sending;

/// <param name="Series">Only what belongs to these.</param>
/// <param name="Figures">Counters, gauges and histograms of those series.</param>
/// <param name="Rows">Which of the single executions, if their series is among them.</param>
internal sealed record FrameChoice(HashSet<uint> Series, bool Figures, Range Rows, Range Lifecycle, Range Losses);

/// <summary>Copies a part of a self-contained frame. Pure.</summary>
internal sealed class FramePart
{
    private readonly Frame _whole;
    private readonly FrameChoice _choice;
    private readonly SeriesNumbers _numbers;
    private readonly Frame _part;
    private readonly Dictionary<uint, uint> _errors = [];
    private readonly Dictionary<uint, uint> _texts = [];

    private FramePart(Frame whole, FrameChoice choice)
    {
        (_whole, _choice) = (whole, choice);
        _part = new Frame
        {
            Instance = whole.Instance, Session = whole.Session, Seq = whole.Seq, EndUs = whole.EndUs,
            IntervalUs = whole.IntervalUs, SelfContained = true,
        };
        _numbers = new SeriesNumbers(_part, number => whole.Series[(int)number]);
    }

    public static Frame Of(Frame whole, FrameChoice choice)
    {
        var copy = new FramePart(whole, choice);
        if (choice.Figures)
        {
            copy.AddCounters();
            copy.AddGauges();
            copy.AddHistograms();
        }

        copy.AddExecutions();
        copy._part.Lifecycle.AddRange(whole.Lifecycle.Take(choice.Lifecycle));
        copy._part.Losses.AddRange(whole.Losses.Take(choice.Losses));
        return copy._part;
    }

    private IEnumerable<int> Chosen(RepeatedField<uint>? series) =>
        Enumerable.Range(0, series?.Count ?? 0).Where(i => _choice.Series.Contains(series![i]));

    private void AddCounters()
    {
        foreach (var i in Chosen(_whole.Counters?.Series))
        {
            var column = _part.Counters ??= new Counters();
            column.Series.Add(_numbers.Of(_whole.Counters!.Series[i]));
            column.Delta.Add(_whole.Counters.Delta[i]);
        }
    }

    private void AddGauges()
    {
        foreach (var i in Chosen(_whole.Gauges?.Series))
        {
            var column = _part.Gauges ??= new Gauges();
            column.Series.Add(_numbers.Of(_whole.Gauges!.Series[i]));
            column.Last.Add(_whole.Gauges.Last[i]);
            if (_whole.Gauges.Min.Count > 0)
                column.Min.Add(_whole.Gauges.Min[i]);
            if (_whole.Gauges.Max.Count > 0)
                column.Max.Add(_whole.Gauges.Max[i]);
        }
    }

    private void AddHistograms()
    {
        if (_whole.Histograms is not { } whole)
            return;

        var bin = 0;
        for (var i = 0; i < whole.Series.Count; i++)
        {
            var bins = (int)whole.Bins[i];
            if (_choice.Series.Contains(whole.Series[i]))
            {
                var column = _part.Histograms ??= new Histograms();
                column.Series.Add(_numbers.Of(whole.Series[i]));
                column.Sum.Add(whole.Sum[i]);
                column.Min.Add(whole.Min[i]);
                column.Max.Add(whole.Max[i]);
                column.Bins.Add(whole.Bins[i]);
                column.Key.AddRange(whole.Key.Skip(bin).Take(bins));
                column.Count.AddRange(whole.Count.Skip(bin).Take(bins));
            }

            bin += bins;
        }
    }

    private void AddExecutions()
    {
        if (_whole.Executions is not { } whole)
            return;

        var (first, count) = _choice.Rows.GetOffsetAndLength(whole.Series.Count);
        long start = 0, previous = 0;
        for (var i = 0; i < first + count; i++)
        {
            start += whole.StartUs[i];
            if (i < first || !_choice.Series.Contains(whole.Series[i]))
                continue;

            var rows = _part.Executions ??= new Executions();
            rows.Series.Add(_numbers.Of(whole.Series[i]));
            rows.StartUs.Add(start - previous);
            rows.DurationUs.Add(whole.DurationUs[i]);
            if (whole.AckUs.Count > 0)
                rows.AckUs.Add(whole.AckUs[i]);
            if (whole.Error.Count > 0)
                rows.Error.Add(Error(whole.Error[i]));
            AddText(whole.Guild, rows.Guild, i);
            AddText(whole.Channel, rows.Channel, i);
            AddText(whole.User, rows.User, i);
            previous = start;
        }
    }

    /// <summary>The group of an error comes with the executions that ended in it.</summary>
    private uint Error(uint number)
    {
        if (number == 0)
            return 0;
        if (!_errors.TryGetValue(number, out var known))
        {
            var group = _whole.Errors[(int)number - 1].Clone();
            group.Count = 0;
            group.Series = group.Series == 0 ? 0 : _numbers.Of(group.Series - 1) + 1;
            _part.Errors.Add(group);
            known = (uint)_part.Errors.Count;
            _errors.Add(number, known);
        }

        _part.Errors[(int)known - 1].Count++;
        return known;
    }

    private void AddText(RepeatedField<uint> whole, RepeatedField<uint> part, int row)
    {
        if (whole.Count == 0)
            return;

        var number = whole[row];
        if (number > 0 && !_texts.TryGetValue(number, out number))
        {
            _part.Executions.Texts.Add(_whole.Executions.Texts[(int)whole[row] - 1]);
            number = (uint)_part.Executions.Texts.Count;
            _texts.Add(whole[row], number);
        }

        part.Add(number);
    }
}
