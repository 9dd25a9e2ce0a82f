using BotPerf.Web.Storage.Telemetry;
using FsCheck;
using FsCheck.Fluent;

namespace BotPerf.Tests.Storage.Telemetry;

public sealed class SeqSetTests
{
    private static readonly Arbitrary<ulong[]> s_seqs =
        Gen.Choose(1, 600).Select(seq => (ulong)seq).NonEmptyListOf().Select(list => list.ToArray()).ToArbitrary();

    [Fact]
    public void Add_AnyOrder_HoldsWhatASetWouldHold() => Check.QuickThrowOnFailure(Prop.ForAll(s_seqs, seqs =>
    {
        var set = new SeqSet();
        var expected = new HashSet<ulong>();
        foreach (var seq in seqs)
        {
            set.Add(seq);
            expected.Add(seq);
        }

        AssertSame(expected, set);
        AssertSame(expected, SeqSet.FromBytes(set.ToBytes()));
    }));

    [Fact]
    public void Add_MoreGapsThanAreKept_GivesUpTheOldest()
    {
        var set = new SeqSet();
        for (var seq = 1UL; seq <= 2 * (SeqSet.MaxRanges + 10); seq += 2)
            set.Add(seq);

        Assert.Equal(SeqSet.MaxRanges, set.Ranges);
        Assert.Equal(20UL, set.ClosedUpTo);
        Assert.True(set.Contains(20));
        Assert.False(set.Contains(22));
        Assert.Equal(20UL, SeqSet.FromBytes(set.ToBytes()).ClosedUpTo);
    }

    [Fact]
    public void Add_TheLargestSeq_IsHeldAndNothingBesideIt()
    {
        var set = new SeqSet();
        set.Add(ulong.MaxValue);
        set.Add(1);

        Assert.True(set.Contains(ulong.MaxValue));
        Assert.False(set.Contains(0));
        Assert.Equal((ulong.MaxValue, 2), (set.Highest, set.Ranges));
    }

    private static void AssertSame(HashSet<ulong> expected, SeqSet set)
    {
        Assert.Equal(expected.Max(), set.Highest);
        for (var seq = 0UL; seq < 610; seq++)
            Assert.Equal(expected.Contains(seq), set.Contains(seq));
    }
}
