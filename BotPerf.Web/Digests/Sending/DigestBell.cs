using System.Threading.Channels;

namespace BotPerf.Web.Digests.Sending;

/// <summary>Wakes whoever sends digests: there is one to send, or somebody has changed what they get.</summary>
internal sealed class DigestBell(TimeProvider time)
{
    private readonly Channel<bool> _rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Raised on any thread when the ledger or a subscription has changed. A handler hands over at once.</summary>
    public event Action? Changed;

    public void Ring()
    {
        _rung.Writer.TryWrite(true);
        Changed?.Invoke();
    }

    /// <summary>The ledger has changed; nothing is to be sent for it.</summary>
    public void Tell() => Changed?.Invoke();

    /// <summary>Until somebody rings, but not longer than that.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await _rung.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It was long enough.
        }
    }
}
