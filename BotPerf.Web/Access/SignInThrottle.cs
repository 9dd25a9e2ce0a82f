using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Access;

/// <summary>
/// Slows down whoever guesses passwords: by account and address together, so that a stranger's guesses never lock the
/// owner out, and by address alone, so that guessing across accounts ends too. In memory, and bounded.
/// </summary>
internal sealed class SignInThrottle(IOptions<AccessOptions> options, TimeProvider time)
{
    private const int MaxEntries = 20_000;
    private const string AnyAddress = "*";

    /// <summary>Wrong codes for one account, from wherever, before codes have to wait.</summary>
    public const int CodeAttempts = 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Account, string Address), Tally> _tallies = [];

    /// <summary>How long this address has to wait before it may try this account; zero when it may now.</summary>
    public TimeSpan Wait(string account, string address)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            address = Network(address);
            var pair = WaitOf((Fold(account), address), options.Value.SignInAttempts, now);
            var all = WaitOf(("", address), options.Value.SignInAttemptsPerAddress, now);
            return pair > all ? pair : all;
        }
    }

    public void Failed(string account, string address)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            address = Network(address);
            if (_tallies.Count >= MaxEntries)
                Forget(now);
            Count((Fold(account), address), now);
            Count(("", address), now);
        }
    }

    /// <summary>The right password clears the account's own count, not the address's: one account is no pass for others.</summary>
    public void Succeeded(string account, string address)
    {
        lock (_lock)
            _tallies.Remove((Fold(account), Network(address)));
    }

    /// <summary>
    /// How long nobody may try codes for this account, wherever he comes from: who gets so far knows the password, and a code
    /// has only a million values. Zero when one may.
    /// </summary>
    public TimeSpan WaitForCode(string account)
    {
        lock (_lock)
            return WaitOf((Fold(account), AnyAddress), CodeAttempts, time.GetUtcNow());
    }

    public void CodeFailed(string account)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_tallies.Count >= MaxEntries)
                Forget(now);
            Count((Fold(account), AnyAddress), now);
        }
    }

    // Who has one address of IPv6 has the whole network of 64 bits.
    private static string Network(string address)
    {
        if (!IPAddress.TryParse(address, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6)
            return address;

        var bytes = parsed.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes).ToString();
    }

    private TimeSpan Window => TimeSpan.FromMinutes(options.Value.SignInWindowMinutes);

    private TimeSpan WaitOf((string, string) key, int allowed, DateTimeOffset now) =>
        _tallies.TryGetValue(key, out var tally) && tally.Count >= allowed && tally.Since + Window > now
            ? tally.Since + Window - now
            : TimeSpan.Zero;

    private void Count((string, string) key, DateTimeOffset now)
    {
        var tally = _tallies.GetValueOrDefault(key);
        _tallies[key] = tally.Count == 0 || tally.Since + Window <= now
            ? new Tally(1, now)
            : tally with { Count = tally.Count + 1 };
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, _) in _tallies.Where(entry => entry.Value.Since + Window <= now).ToList())
            _tallies.Remove(key);
        // Still full: somebody is making up accounts. The counts by address stay, which hold him, and those of codes, which only real accounts have.
        if (_tallies.Count >= MaxEntries)
            foreach (var key in _tallies.Keys.Where(key => key.Account.Length > 0 && key.Address != AnyAddress).ToList())
                _tallies.Remove(key);
    }

    private static string Fold(string account) => account.Trim().ToUpperInvariant();

    private readonly record struct Tally(int Count, DateTimeOffset Since);
}
