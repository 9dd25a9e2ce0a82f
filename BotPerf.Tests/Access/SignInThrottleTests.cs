using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Access;
using Microsoft.Extensions.Options;

namespace BotPerf.Tests.Access;

public sealed class SignInThrottleTests
{
    private readonly ManualClock _clock = new();
    private readonly SignInThrottle _throttle;

    public SignInThrottleTests() => _throttle = new SignInThrottle(Options.Create(new AccessOptions()), _clock);

    [Fact]
    public void Wait_FiveFailures_HoldsThatAddressAndNotTheOwner()
    {
        Fail(4, "ada@example.org", "10.0.0.1");
        Assert.Equal(TimeSpan.Zero, _throttle.Wait("ada@example.org", "10.0.0.1"));
        Fail(1, "ada@example.org", "10.0.0.1");

        Assert.Equal(TimeSpan.FromMinutes(15), _throttle.Wait(" ADA@example.org", "10.0.0.1"));
        Assert.Equal(TimeSpan.Zero, _throttle.Wait("ada@example.org", "10.0.0.2"));
        Assert.Equal(TimeSpan.Zero, _throttle.Wait("bob@example.org", "10.0.0.1"));
    }

    [Fact]
    public void Wait_WindowOver_IsOver()
    {
        Fail(5, "ada@example.org", "10.0.0.1");
        _clock.Advance(TimeSpan.FromMinutes(15));

        Assert.Equal(TimeSpan.Zero, _throttle.Wait("ada@example.org", "10.0.0.1"));
    }

    [Fact]
    public void Wait_ManyAccountsFromOneAddress_HoldsTheAddress()
    {
        for (var i = 0; i < 50; i++)
            Fail(1, $"user{i}@example.org", "10.0.0.1");

        Assert.True(_throttle.Wait("another@example.org", "10.0.0.1") > TimeSpan.Zero);
    }

    [Fact]
    public void WaitForCode_ManyWrongOnesFromAnyAddress_HoldsTheAccountsCodes()
    {
        for (var i = 0; i < SignInThrottle.CodeAttempts; i++)
        {
            Assert.Equal(TimeSpan.Zero, _throttle.WaitForCode("ada@example.org"));
            _throttle.CodeFailed(" ADA@example.org");
        }

        Assert.Equal(TimeSpan.FromMinutes(15), _throttle.WaitForCode("ada@example.org"));
        Assert.Equal(TimeSpan.Zero, _throttle.Wait("ada@example.org", "10.0.0.1"));
        Assert.Equal(TimeSpan.Zero, _throttle.WaitForCode("bob@example.org"));
        _clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(TimeSpan.Zero, _throttle.WaitForCode("ada@example.org"));
    }

    [Fact]
    public void Succeeded_ClearsTheAccountButNotTheAddress()
    {
        Fail(4, "ada@example.org", "10.0.0.1");
        _throttle.Succeeded("ada@example.org", "10.0.0.1");
        Fail(4, "ada@example.org", "10.0.0.1");
        Assert.Equal(TimeSpan.Zero, _throttle.Wait("ada@example.org", "10.0.0.1"));

        for (var i = 0; i < 42; i++)
        {
            Fail(1, $"user{i}@example.org", "10.0.0.1");
            _throttle.Succeeded("mine@example.org", "10.0.0.1");
        }

        Assert.True(_throttle.Wait("another@example.org", "10.0.0.1") > TimeSpan.Zero);
    }

    [Fact]
    public void Failed_MadeUpAccountsWithoutEnd_ForgetsThemButNotTheAddress()
    {
        for (var i = 0; i < 50_000; i++)
            Fail(1, $"user{i}@example.org", "10.0.0.1");

        Assert.True(_throttle.Wait("another@example.org", "10.0.0.1") > TimeSpan.Zero);
    }

    private void Fail(int times, string account, string address)
    {
        for (var i = 0; i < times; i++)
            _throttle.Failed(account, address);
    }
}
