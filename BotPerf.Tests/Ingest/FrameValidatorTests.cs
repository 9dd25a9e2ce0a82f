using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Tests.Infrastructure;
using BotPerf.Tests.Storage.Telemetry;
using BotPerf.Web.Ingest;
using Google.Protobuf;

namespace BotPerf.Tests.Ingest;

public sealed class FrameValidatorTests
{
    private const long Now = 1_795_255_200_000_000;
    private const long Day = 86_400_000_000;

    private static readonly Dictionary<string, Action<Frame>> s_wrong = new()
    {
        ["end_us"] = frame => frame.EndUs = Now + 2 * Day,
        ["interval_us"] = frame => frame.IntervalUs = 60_000_001,
        ["series[0].kind"] = frame => frame.Series[0].Kind = (SeriesKind)9,
        ["series[0].labels"] = frame => frame.Series[0].Labels.Add("odd"),
        ["series[0].name"] = frame => frame.Series[0].Name = "no spaces",
        ["series[0].unit"] = frame => frame.Series[0].Unit = new string('u', 201),
        ["counters.delta has"] = frame => frame.Counters.Delta.Add(1),
        ["counters.delta[0]"] = frame => frame.Counters.Delta[0] = -1,
        ["gauges.last[0] is not"] = frame => frame.Gauges.Last[0] = double.NaN,
        ["gauges.last[0] is beyond"] = frame => frame.Gauges.Last[0] = 1e31,
        ["gauges.min"] = frame => frame.Gauges.Min.Add([1, 2]),
        ["histograms.bins"] = frame => frame.Histograms.Bins[0] = 99,
        ["histograms.count[0]"] = frame => frame.Histograms.Count[0] = 0,
        ["histograms.count of"] = frame => frame.Histograms.Count[0] = 1UL << 39,
        ["histograms.key[1]"] = frame => frame.Histograms.Key[1] = 0,
        ["histograms.key[0]"] = frame => frame.Histograms.Key[0] = 60_000,
        ["histograms.min[0]"] = frame => frame.Histograms.Min[0] = -1,
        ["histograms.max[0]"] = frame => frame.Histograms.Max[0] = double.PositiveInfinity,
        ["histograms.sum[0]"] = frame => frame.Histograms.Sum[0] = -5,
        ["executions.start_us[0]"] = frame => frame.Executions.StartUs[0] = long.MinValue,
        ["executions.duration_us[0]"] = frame => frame.Executions.DurationUs[0] = ulong.MaxValue,
        ["executions.ack_us[0]"] = frame => frame.Executions.AckUs.Add([ulong.MaxValue, 0]),
        ["executions.error[0]"] = frame => frame.Executions.Error.Add([2, 0]),
        ["executions.guild"] = frame => frame.Executions.Guild.Add(0),
        ["executions.texts[0]"] = frame => frame.Executions.Texts.Add(new string('t', 201)),
        ["errors[0].stack"] = frame => frame.Errors[0].Stack = new string('s', 8_001),
        ["errors[0].count"] = frame => frame.Errors[0].Count = ulong.MaxValue,
        ["lifecycle[0].event"] = frame => frame.Lifecycle[0].Event = "",
        ["lifecycle[0].at_us"] = frame => frame.Lifecycle[0].AtUs = long.MaxValue,
        ["losses[0]"] = frame => frame.Losses[0].What = "",
        ["info.started_at_us"] = frame => frame.Info = new InstanceInfo { StartedAtUs = long.MaxValue },
        ["info has a text"] = frame => frame.Info = new InstanceInfo { Host = new string('h', 201) },
    };

    public static TheoryData<string> Wrong => [.. s_wrong.Keys];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Check_OneWrongValue_IsRefusedByItsPlace(string field)
    {
        var frame = Valid();
        Assert.Null(FrameValidator.Check(frame, Now - Day, Now + Day));

        s_wrong[field](frame);

        Assert.Contains(field, FrameValidator.Check(frame, Now - Day, Now + Day)?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_FramesWithBytesChanged_NeverBreakTheServerOrStoreNonsense()
    {
        using var folder = new TempFolder();
        var clock = new ManualClock(DateTimeOffset.UnixEpoch.AddTicks(Now * 10));
        await using var core = await IngestCore.OpenAsync(folder, clock);
        await core.PushAsync(Valid(), session: "first");
        var random = new Random(4);
        var whole = Valid().ToByteArray();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 3_000).Select(i =>
            core.Pipeline.PushFrameAsync(IngestCore.Sender(session: $"s{i}"), Damage.Of(whole, random)).AsTask()));

        Assert.All(outcomes, outcome => Assert.True(outcome is IngestOutcome.Answered or IngestOutcome.Refused, outcome.ToString()));
        Assert.Contains(outcomes, outcome => outcome is IngestOutcome.Refused);
        await core.SealAsync();
        foreach (var instance in core.Live.Instances)
        {
            foreach (var series in core.Totals(instance.Entry.Name).Values)
            {
                Assert.True(double.IsFinite(series.Sum));
                Assert.True(series.Sketch is null || (double.IsFinite(series.Sketch.Sum) && series.Sketch.Count > 0));
            }
        }
    }

    [Fact]
    public async Task Push_MoreBytesThanAFrameMayHave_IsRefusedAsTooLarge()
    {
        using var folder = new TempFolder();
        await using var core = await IngestCore.OpenAsync(folder, new ManualClock());

        var outcome = await core.Pipeline.PushFrameAsync(IngestCore.Sender(), new byte[WireLimits.MaxFrameBytes + 1]);

        Assert.Equal(IngestOutcome.Refused.TooLarge, Assert.IsType<IngestOutcome.Refused>(outcome).Code);
    }

    private static Frame Valid()
    {
        var session = new FrameMaker();
        var frame = session.Commands(Now, "help", 0.1, 0.3);
        session.Count(frame, "votes", 2);
        session.Gauge(frame, MetricNames.RssBytes, 1e9);
        frame.Errors.Add(new ErrorGroup { Type = "IOException", Message = "disk", Count = 1, Series = 1 });
        frame.Lifecycle.Add(new LifecycleEvent { AtUs = Now, Event = "ready" });
        frame.Losses.Add(new Loss { What = "samples", Reason = "queue_full", Count = 3 });
        return frame;
    }
}
