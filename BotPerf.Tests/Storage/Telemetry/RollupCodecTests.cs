using BotPerf.Shared.Protocol;
using BotPerf.Shared.Sketches;
using BotPerf.Web.Storage.Telemetry;
using FsCheck;
using FsCheck.Fluent;

namespace BotPerf.Tests.Storage.Telemetry;

public sealed class RollupCodecTests
{
    private static readonly RollupSpan s_hour = new(Grain.Hour, 490_000);

    [Fact]
    public void Write_AnyAggregates_AreReadAsTheyWere() => Check.QuickThrowOnFailure(Prop.ForAll(Seeds(), seed =>
    {
        var written = Aggregates(new Random(seed), 40);

        var read = new Dictionary<int, SeriesAggregate>();
        RollupCodec.MergeInto(read, Bytes(written), s_hour);

        AssertSame(written, read);
    }));

    [Fact]
    public void MergeInto_RowsInAnyGrouping_EqualsTheWhole() => Check.QuickThrowOnFailure(Prop.ForAll(Seeds(), seed =>
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, 6).Select(_ => Bytes(Aggregates(random, 12))).ToList();

        var whole = new Dictionary<int, SeriesAggregate>();
        foreach (var row in rows)
            RollupCodec.MergeInto(whole, row, s_hour);
        var groups = new Dictionary<int, SeriesAggregate>();
        foreach (var group in rows.GroupBy(_ => random.Next(3)).OrderBy(_ => random.Next()))
        {
            var part = new Dictionary<int, SeriesAggregate>();
            foreach (var row in group)
                RollupCodec.MergeInto(part, row, s_hour);
            RollupCodec.MergeInto(groups, Bytes(part), s_hour);
        }

        AssertSame(whole, groups);
    }));

    [Fact]
    public void Read_AnySketchAskedWhereItLies_AnswersAsTheSketchWould() => Check.QuickThrowOnFailure(Prop.ForAll(Seeds(), seed =>
    {
        var random = new Random(seed);
        var written = Aggregates(random, 40);
        // Counts of one byte and of several, beside each other and apart.
        foreach (var sketch in written.Values.Select(one => one.Sketch).OfType<Sketch>())
        {
            for (var i = random.Next(3) * 100; i > 0; i--)
                sketch.AddBin(1_000 + random.Next(300), random.Next(4) == 0 ? random.Next(1, 100_000) : 1);
        }

        var read = new Dictionary<int, SeriesAggregate>();
        RollupCodec.Read(read, Bytes(written), s_hour);

        foreach (var (id, one) in written.Where(one => one.Value.Sketch is not null))
        {
            var (sketch, stored) = (one.Sketch!, read[id]);
            Assert.Equal((sketch.Count, sketch.Sum, sketch.Min, sketch.Max), stored.Values);
            Assert.All([0, 0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1], quantile => Assert.Equal(sketch.Quantile(quantile), stored.Quantile(quantile)));
        }

        AssertSame(written, read);
    }));

    [Fact]
    public void MergeInto_OnlySomeWanted_PassesOverTheOthers()
    {
        var written = Aggregates(new Random(1), 40);
        var wanted = written.Keys.Where(id => id % 3 == 0).ToHashSet();

        var read = new Dictionary<int, SeriesAggregate>();
        RollupCodec.MergeInto(read, Bytes(written), s_hour, wanted);

        Assert.Equal(wanted.Order(), read.Keys.Order());
    }

    [Fact]
    public void MergeInto_DamagedRows_SayThatTheyAreDamagedAndNothingElse()
    {
        var random = new Random(5);
        var whole = Bytes(Aggregates(random, 20));
        for (var i = 0; i < 20_000; i++)
        {
            var damaged = Damage.Of(whole, random);
            var target = Aggregates(random, 5);
            var error = Record.Exception(() => RollupCodec.MergeInto(target, damaged, s_hour));

            Assert.True(error is null or InvalidDataException, error?.ToString());

            // What lies in its row and was taken for whole is whole, whenever it is looked at.
            var read = new Dictionary<int, SeriesAggregate>();
            error = Record.Exception(() => RollupCodec.Read(read, damaged, s_hour));
            Assert.True(error is null or InvalidDataException, error?.ToString());
            foreach (var one in read.Values.Where(one => one is { Kind: SeriesKind.Histogram, IsEmptyHistogram: false }))
                Assert.Equal(one.Quantile(0.99), one.Sketch!.Quantile(0.99));
        }
    }

    private static Arbitrary<int> Seeds() => Gen.Choose(0, int.MaxValue).ToArbitrary();

    private static byte[] Bytes(Dictionary<int, SeriesAggregate> aggregates)
    {
        var writer = new ByteWriter();
        RollupCodec.Write(writer, aggregates, s_hour, new ByteWriter());
        return writer.Written.ToArray();
    }

    // A series' kind follows from its id, as it is in the database.
    private static Dictionary<int, SeriesAggregate> Aggregates(Random random, int series)
    {
        var aggregates = new Dictionary<int, SeriesAggregate>();
        for (var i = 0; i < series; i++)
        {
            var id = 1 + random.Next(60);
            aggregates[id] = (id % 3) switch
            {
                0 => Counter(random),
                1 => Gauge(random),
                _ => SeriesAggregate.Histogram(Sketch(random)),
            };
            aggregates[id].Saw(s_hour.Minute + random.Next(60));
        }

        return aggregates;
    }

    private static SeriesAggregate Counter(Random random)
    {
        var counter = SeriesAggregate.Create(SeriesKind.Counter);
        for (var i = random.Next(1, 5); i > 0; i--)
            counter.AddIncrease(random.Next(1_000));
        return counter;
    }

    private static SeriesAggregate Gauge(Random random)
    {
        var gauge = SeriesAggregate.Create(SeriesKind.Gauge);
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var value = random.Next(-100, 100);
            gauge.AddGauge(value, value - random.Next(3), value + random.Next(3), random.NextInt64(1L << 50));
        }

        return gauge;
    }

    private static Sketch Sketch(Random random)
    {
        var sketch = new Sketch();
        var spread = random.Next(2) == 0 ? 0.2 : 20;
        for (var i = random.Next(1, 60); i > 0; i--)
            sketch.Add(random.Next(10) == 0 ? 0 : Math.Exp(random.NextDouble() * spread - spread / 2));
        return sketch;
    }

    private static void AssertSame(Dictionary<int, SeriesAggregate> expected, Dictionary<int, SeriesAggregate> actual)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach (var (id, one) in expected)
        {
            var other = actual[id];
            Assert.Equal(
                (one.Kind, one.Samples, one.Last, one.Min, one.Max, one.LastAtUs, one.LastMinute),
                (other.Kind, other.Samples, other.Last, other.Min, other.Max, other.LastAtUs, other.LastMinute));
            Assert.Equal(one.Sum, other.Sum, Math.Abs(one.Sum) * 1e-9 + 1e-9);
            if (one.Sketch is not { } sketch)
                continue;

            Assert.Equal(sketch.Keys.ToArray(), other.Sketch!.Keys.ToArray());
            Assert.Equal(sketch.Counts.ToArray(), other.Sketch.Counts.ToArray());
            Assert.Equal((sketch.Count, sketch.Min, sketch.Max), (other.Sketch.Count, other.Sketch.Min, other.Sketch.Max));
            Assert.Equal(sketch.Sum, other.Sketch.Sum, sketch.Sum * 1e-9);
        }
    }
}
