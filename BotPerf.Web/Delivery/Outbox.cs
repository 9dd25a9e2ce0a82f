using System.Threading.Channels;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Delivery;

/// <summary>
/// Where everything that leaves the server begins: a row in the caller's own transaction, so that what was decided and
/// what is said of it are saved together or not at all.
/// </summary>
internal sealed class Outbox(TimeProvider time)
{
    public const int MaxThreadLength = 200;
    public const int MaxTitleLength = 300;

    private readonly Channel<bool> _woken = System.Threading.Channels.Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Adds the rows; the caller saves, and then calls <see cref="Wake"/>.</summary>
    /// <param name="db">The caller's own.</param>
    /// <param name="channelId">Where it goes.</param>
    /// <param name="notice">What is said.</param>
    /// <param name="notBefore">When it may leave; null: at once.</param>
    public void Add(AppDbContext db, int channelId, Notice notice, DateTimeOffset? notBefore = null)
    {
        var row = Row(channelId, notice);
        if (notBefore > row.NextAt)
            row.NextAt = notBefore.Value;
        db.Outbox.Add(row);
    }

    /// <summary>There is something to send. Cheap, and right to call once too often.</summary>
    public void Wake() => _woken.Writer.TryWrite(true);

    /// <summary>Until somebody calls <see cref="Wake"/>, but not longer than that.</summary>
    internal async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await _woken.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It was long enough.
        }
    }

    internal OutboxRow Row(int channelId, Notice notice)
    {
        var now = time.GetUtcNow();
        return new OutboxRow
        {
            DeliveryId = Guid.NewGuid().ToString(),
            ChannelId = channelId,
            Kind = notice.Kind,
            Thread = TextCut.At(notice.Thread, MaxThreadLength),
            Title = TextCut.At(notice.Title, MaxTitleLength),
            Notice = NoticeJson.Write(notice),
            Urgent = notice.Urgent,
            State = OutboxState.Waiting,
            CreatedAt = now,
            Since = now,
            NextAt = now,
        };
    }
}
