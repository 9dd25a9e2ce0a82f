using BotPerf.Web.Access;

namespace BotPerf.Tests.Access;

public sealed class TotpTests
{
    // The secret of RFC 6238's test vectors, "12345678901234567890".
    private const string Secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    [Theory]
    [InlineData(59L, "287082")]
    [InlineData(1_111_111_109L, "081804")]
    [InlineData(1_111_111_111L, "050471")]
    [InlineData(1_234_567_890L, "005924")]
    [InlineData(2_000_000_000L, "279037")]
    [InlineData(20_000_000_000L, "353130")]
    public void Code_VectorsOfTheRfc_AreThose(long seconds, string expected)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(seconds);

        Assert.Equal(expected, Totp.Code(Secret, Totp.StepAt(now)));
        Assert.Equal(Totp.StepAt(now), Totp.StepOf(expected, Secret, now, lastTaken: null));
    }

    [Fact]
    public void StepOf_ClockALittleOff_IsTakenAndMoreIsNot()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_234_567_890);
        var code = Totp.Code(Secret, Totp.StepAt(now));

        Assert.NotNull(Totp.StepOf(code, Secret, now.AddSeconds(30), lastTaken: null));
        Assert.NotNull(Totp.StepOf(code, Secret, now.AddSeconds(-30), lastTaken: null));
        Assert.Null(Totp.StepOf(code, Secret, now.AddSeconds(60), lastTaken: null));
        Assert.Null(Totp.StepOf(code, Secret, now.AddSeconds(-60), lastTaken: null));
    }

    [Fact]
    public void StepOf_TakenOnce_IsNotTakenAgainNorIsAnyBefore()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_234_567_890);
        var taken = Totp.StepAt(now);

        Assert.Null(Totp.StepOf(Totp.Code(Secret, taken), Secret, now, taken));
        Assert.Null(Totp.StepOf(Totp.Code(Secret, taken - 1), Secret, now, taken));
        Assert.Equal(taken + 1, Totp.StepOf(Totp.Code(Secret, taken + 1), Secret, now, taken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("28708")]
    [InlineData("2870821")]
    [InlineData("２８７０８２")]
    public void StepOf_NotSixDigits_IsWrong(string code) =>
        Assert.Null(Totp.StepOf(code, Secret, DateTimeOffset.FromUnixTimeSeconds(59), lastTaken: null));

    [Fact]
    public void NewSecret_Has160BitsAndIsOne()
    {
        var secret = Totp.NewSecret();

        Assert.True(Totp.IsSecret(secret));
        Assert.NotEqual(secret, Totp.NewSecret());
        Assert.False(Totp.IsSecret("AAAA"));
        Assert.False(Totp.IsSecret(new string('1', Totp.SecretLength)));
    }

    [Fact]
    public void Uri_HostileAddress_IsEscaped() => Assert.Equal(
        $"otpauth://totp/BotPerf%20here:a%26secret%3DX%40example.org?secret={Secret}&issuer=BotPerf%20here&digits=6&period=30",
        Totp.Uri(Secret, "a&secret=X@example.org", "here"));
}
