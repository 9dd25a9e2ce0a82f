using System.Net;
using BotPerf.Web.Delivery;

namespace BotPerf.Tests.Delivery;

/// <summary>The small pure parts.</summary>
public sealed class PlanTests
{
    private static readonly DateTimeOffset T0 = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void RetryDelay_EachAttempt_IsTwiceAsLongUpToAQuarterOfAnHour()
    {
        var delays = Enumerable.Range(1, 12).Select(attempt => RetryPlan.Delay(attempt, null, 0.5).TotalSeconds).ToList();

        Assert.Equal([2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900], delays);
        Assert.Equal((1.6, 2.4), (RetryPlan.Delay(1, null, 0).TotalSeconds, RetryPlan.Delay(1, null, 1).TotalSeconds));
    }

    [Fact]
    public void RetryDelay_ReceiverAsksForMore_GetsIt()
    {
        Assert.Equal(TimeSpan.FromMinutes(20), RetryPlan.Delay(1, TimeSpan.FromMinutes(20), 0.5));
        Assert.Equal(TimeSpan.FromSeconds(2), RetryPlan.Delay(1, TimeSpan.FromSeconds(1), 0.5));
        Assert.Equal(RetryPlan.GivesUpAfter, RetryPlan.Delay(1, TimeSpan.FromDays(400), 0.5));
    }

    [Fact]
    public void GivenUp_AfterADay_ButNotBeforeThreeAttempts()
    {
        Assert.False(RetryPlan.IsGivenUp(50, T0, T0.AddHours(23)));
        Assert.True(RetryPlan.IsGivenUp(50, T0, T0.AddHours(24)));
        Assert.False(RetryPlan.IsGivenUp(2, T0, T0.AddHours(30)));
    }

    [Theory]
    [InlineData("93.184.216.34", true)]
    [InlineData("2606:4700::6810:84e5", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.9.9.9", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("64:ff9b::5db8:d822", true)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fe80::1%2", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("fd00:ec2::254", false)]
    public void Address_SpecialOrPublic_IsKnown(string address, bool isPublic) =>
        Assert.Equal(isPublic, AddressRules.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData(null, "")]
    [InlineData("short", "••••")]
    [InlineData("a secret of a good length", "••••ngth")]
    [InlineData("https://discord.com/api/webhooks/123/abcdefghijkl", "https://discord.com/••••ijkl")]
    public void Mask_Secret_ShowsItsEndAtMost(string? secret, string shown) => Assert.Equal(shown, Secret.Mask(secret));

    [Fact]
    public void Remove_SecretInAnAnswer_IsGone()
    {
        const string Url = "https://discord.com/api/webhooks/1234567890/abcdefghijklmnop";

        var text = Secret.Remove($"no {Url} and no POST /api/webhooks/1234567890/abcdefghijklmnop and no ABCDEFGHIJKLMNOP", [Url]);

        Assert.DoesNotContain("abcdefghijklmnop", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(100, 2_000, true)]
    [InlineData(101, 1, false)]
    [InlineData(1, 2_001, false)]
    public void Channel_NameAndSettings_HaveTheirLengths(int name, int setting, bool fits)
    {
        var draft = new ChannelDraft(new string('n', name), "probe", true, new Dictionary<string, string> { ["target"] = new('s', setting) });

        var refused = Record.Exception(() =>
        {
            ChannelValidator.Name(draft.Name);
            ChannelValidator.Check(draft, new ProbeSender().Kind, null);
        });

        Assert.Equal(fits, refused is null);
    }

    [Theory]
    [InlineData("/alerts/17", "https://botperf.example.org/alerts/17")]
    [InlineData("/", "https://botperf.example.org/")]
    [InlineData("alerts", null)]
    [InlineData("//evil.example.com/x", "https://botperf.example.org/evil.example.com/x")]
    [InlineData(null, null)]
    public void Link_PathOfTheDashboard_BecomesAbsolute(string? path, string? absolute) => Assert.Equal(
        absolute, new PublicUrlOptions { PublicUrl = "https://botperf.example.org/" }.Absolute(path)?.AbsoluteUri);

    [Fact]
    public void Link_WithoutAPublicUrl_IsNone() => Assert.Null(new PublicUrlOptions().Absolute("/alerts"));
}
