using BotPerf.Client.Recording;
using BotPerf.Client.Sending;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Microsoft.AspNetCore.SignalR;

namespace BotPerf.Tests.Client;

/// <summary>A frame in two halves, and halves of those, still says the same.</summary>
public sealed class FrameHalvesTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Of_AnyFrame_HalvesSayTheSame() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        Gen.Choose(0, 40).Three().ToArbitrary(), sizes =>
        {
            var whole = MakeFrame(sizes.Item1, sizes.Item2, sizes.Item3);
            var leaves = LeavesOf(whole).ToArray();

            Assert.Equal(Contents(whole), leaves.SelectMany(Contents).Order());
            Assert.All(leaves, leaf => Assert.Null(FrameHalves.Of(leaf)));
            Assert.Equal(
                SelfContainedFrame.Tally(whole), leaves.Aggregate(default(Tally), (sum, leaf) => sum + SelfContainedFrame.Tally(leaf)));
        }));

    [Fact]
    public async Task Rescue_OneBadThingAmongManyInterruptedAnywhere_StoresTheRestOnce()
    {
        var whole = MakeFrame(commands: 40, gauges: 40, events: 10);
        whole.Losses.Add(new Loss { What = "bad", Reason = "x", Count = 1 });
        var stored = new Dictionary<(string, ulong), Frame>();
        for (var patience = 1; ; patience++)
        {
            var pushes = 0;
            var rescue = new FrameRescue((bytes, _) =>
            {
                var part = Frame.Parser.ParseFrom(bytes);
                if (++pushes > patience)
                    throw new IOException("the connection ends");
                if (part.Losses.Any(loss => loss.What == "bad"))
                    throw new HubException("HubException: field_invalid: losses");
                var isNew = stored.TryAdd((part.Session, part.Seq), part);
                return Task.FromResult(new PushAck(part.Seq, 1, [], Duplicate: !isNew));
            }, WireLimits.MaxFrameBytes, _clock);
            try
            {
                var rescued = await rescue.RunAsync(whole.Clone(), CancellationToken.None);

                Assert.Equal("bad", Assert.Single(Assert.Single(rescued.Lost).Losses).What);
                Assert.Equal(SelfContainedFrame.Tally(whole), rescued.Stored);
                break;
            }
            catch (IOException)
            {
                // The next connection begins anew.
            }
        }

        Assert.Equal(Contents(whole).Where(one => !one.Contains("bad", StringComparison.Ordinal)), stored.Values.SelectMany(Contents).Order());
    }

    private static IEnumerable<Frame> LeavesOf(Frame frame) =>
        FrameHalves.Of(Frame.Parser.ParseFrom(frame.ToByteArray())) is { } halves
            ? LeavesOf(halves.First).Concat(LeavesOf(halves.Second))
            : [frame];

    /// <summary>All that a frame says, without its numbers.</summary>
    private static IEnumerable<string> Contents(Frame frame)
    {
        var contents = new List<string>();
        for (var i = 0; i < (frame.Counters?.Series.Count ?? 0); i++)
            contents.Add($"{frame.Series[(int)frame.Counters!.Series[i]]} {frame.Counters.Delta[i]}");
        for (var i = 0; i < (frame.Gauges?.Series.Count ?? 0); i++)
            contents.Add($"{frame.Series[(int)frame.Gauges!.Series[i]]} {frame.Gauges.Last[i]} {frame.Gauges.Min[i]} {frame.Gauges.Max[i]}");
        foreach (var (series, sketch) in FrameReader.Sketches(frame))
            contents.Add($"{frame.Series[(int)series]} {sketch.Count} {sketch.Sum} {sketch.Min} {sketch.Max} {string.Join(' ', sketch.Keys.ToArray())}");

        var start = 0L;
        for (var i = 0; i < (frame.Executions?.Series.Count ?? 0); i++)
        {
            var rows = frame.Executions!;
            start += rows.StartUs[i];
            var error = rows.Error.Count == 0 || rows.Error[i] == 0 ? null : frame.Errors[(int)rows.Error[i] - 1];
            var failed = error is null ? "" : $"{error.Type} {error.Message} {frame.Series[(int)error.Series - 1]}";
            contents.Add($"{frame.Series[(int)rows.Series[i]]} at {start} {rows.DurationUs[i]} {rows.AckUs.ElementAtOrDefault(i)} {failed} {Text(rows.Guild, i)} {Text(rows.User, i)}");

            string? Text(IList<uint> column, int row) => column.Count == 0 || column[row] == 0 ? null : rows.Texts[(int)column[row] - 1];
        }

        contents.AddRange(frame.Errors.SelectMany(error => Enumerable.Repeat($"error {error.Type}", (int)error.Count)));
        contents.AddRange(frame.Lifecycle.Select(happened => $"event {happened}"));
        contents.AddRange(frame.Losses.Select(loss => $"loss {loss}"));
        contents.Sort(StringComparer.CurrentCulture);
        return contents;
    }

    private Frame MakeFrame(int commands, int gauges, int events)
    {
        var recorder = new Recorder(_clock, detailRate: 1);
        for (var i = 0; i < commands; i++)
        {
            var command = recorder.Command($"command {i / 3}", null, null)!;
            var error = i % 4 == 0 ? new CommandError($"E{i % 3}", "no", "at X") : null;
            recorder.RecordExecution(command, _clock.GetTimestamp() - i * 1_000, i * 100, i % 2 == 0 ? i : -1, error,
                i % 5 == 0 ? new Origin($"guild {i}", null, $"user {i % 2}") : null);
        }

        for (var i = 0; i < gauges; i++)
            recorder.Series.Gauge($"gauge_{i}", "", holds: true).Series!.Set(i);

        var interval = new RecordedInterval(recorder);
        interval.Gather();
        interval.ReadGauges(repeat: false);
        var context = new FrameContext(_clock.GetTimestamp(), _clock.TimestampFrequency, new Privacy(true, true, true, null));
        var columns = Assert.Single(FrameBuilder.Build(interval, context));
        var pending = new PendingFrame(7, 1_000_000, 500_000, columns.Bytes)
        {
            SeriesEnd = columns.SeriesEnd,
            Losses = [.. Enumerable.Range(0, events / 2).Select(i => new LossCount("frames", $"reason {i}", i + 1))],
            Lifecycle = [.. Enumerable.Range(0, events).Select(i => new LifecycleEvent { Event = $"event {i}", AtUs = i })],
        };
        return SelfContainedFrame.Of(pending, recorder.Series, "shard-0", "session", TimeSpan.Zero);
    }
}
