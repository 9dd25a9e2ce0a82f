using BotPerf.Client.Recording;

namespace BotPerf.Client.Sending;

/// <summary>What became of executions and samples; frames that wait are <see cref="Executions"/> and the like.</summary>
internal readonly record struct Tally(long Executions, long Samples)
{
    public static Tally operator +(Tally a, Tally b) => new(a.Executions + b.Executions, a.Samples + b.Samples);
    public static Tally operator -(Tally a, Tally b) => new(a.Executions - b.Executions, a.Samples - b.Samples);
}

/// <summary>Where everything is that was ever queued.</summary>
internal readonly record struct QueueState(
    Tally Buffered, Tally Acknowledged, Tally Dropped, Tally Spooled, int Frames, long Bytes);

/// <summary>
/// Frames until they are acknowledged, bounded by bytes and age. When it is full the oldest go, and are counted as losses
/// that ride on a later frame. Frames that were sent once stay: the server may have them, and a loss must be one.
/// </summary>
internal sealed partial class SendQueue(TimeProvider time, LossLedger losses, long maxBytes, TimeSpan maxAge)
{
    /// <summary>
    /// Entries queued, sent once, and answered; a list, because the first few only are ever looked at, and dropping is rare.
    /// </summary>
    private readonly LinkedList<Entry> _entries = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _emptied;
    private Tally _buffered;
    private Tally _acknowledged;
    private Tally _dropped;
    private Tally _spooled;
    private long _bytes;

    public QueueState State
    {
        get
        {
            lock (_gate)
                return new QueueState(_buffered, _acknowledged, _dropped, _spooled, _entries.Count, _bytes);
        }
    }

    /// <summary>Completes when something is added after this was asked for.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate)
                return _changed.Task;
        }
    }

    /// <summary>Completes when everything is acknowledged or given up, or when nobody sends any more.</summary>
    public async Task WhenEmptyAsync(Task sender)
    {
        while (true)
        {
            Task emptied;
            lock (_gate)
            {
                if (_entries.Count == 0)
                    return;
                _emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                emptied = _emptied.Task;
            }

            if (await Task.WhenAny(emptied, sender).ConfigureAwait(false) == sender)
                return;
        }
    }

    public void Add(PendingFrame frame)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _entries.AddLast(new Entry(frame, time.GetTimestamp()));
            _bytes += frame.Bytes;
            _buffered += new Tally(frame.Executions, frame.Samples);
            DropWhatIsTooMuch();
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    /// <summary>The first frame after <paramref name="seq"/>; from now on it may be on the server.</summary>
    public PendingFrame? SendAfter(ulong seq)
    {
        lock (_gate)
        {
            for (var node = _entries.First; node is not null; node = node.Next)
            {
                if (node.Value.Frame.Seq <= seq)
                    continue;
                node.Value.Sent = true;
                return node.Value.Frame;
            }

            return null;
        }
    }

    public void Acknowledge(ulong seq)
    {
        lock (_gate)
        {
            if (Remove(seq) is { } frame)
                _acknowledged += new Tally(frame.Executions, frame.Samples);
        }
    }

    /// <summary>Gives up a frame that the server refuses.</summary>
    public void Drop(ulong seq, string reason)
    {
        lock (_gate)
        {
            if (Remove(seq) is { } frame)
                CountLost(frame, reason);
        }
    }

    /// <summary>Of a frame that the server refused, all is stored but some parts.</summary>
    public void Settle(ulong seq, RescuedFrame rescued, string reason)
    {
        lock (_gate)
        {
            if (Remove(seq) is not null)
                Settle(rescued, reason);
        }
    }

    /// <summary>What still waits will never be sent.</summary>
    public void DropAll(string reason)
    {
        lock (_gate)
        {
            while (_entries.First is { } node)
            {
                Forget(node);
                CountLost(node.Value.Frame, reason);
            }
        }
    }

    private void Settle(RescuedFrame settled, string reason)
    {
        _acknowledged += settled.Stored;
        foreach (var part in settled.Lost)
        {
            _dropped += SelfContainedFrame.Tally(part);
            losses.Lose(part, reason);
        }
    }

    private void DropWhatIsTooMuch()
    {
        for (var node = _entries.First; node is not null;)
        {
            var next = node.Next;
            var tooOld = time.GetElapsedTime(node.Value.Queued) > maxAge;
            if (!tooOld && _bytes <= maxBytes)
                return;

            if (!node.Value.Sent)
            {
                Forget(node);
                CountLost(node.Value.Frame, _bytes + node.Value.Frame.Bytes > maxBytes ? LossNames.QueueFull : LossNames.TooOld);
            }

            node = next;
        }
    }

    private PendingFrame? Remove(ulong seq)
    {
        for (var node = _entries.First; node is not null && node.Value.Frame.Seq <= seq; node = node.Next)
        {
            if (node.Value.Frame.Seq != seq)
                continue;
            Forget(node);
            return node.Value.Frame;
        }

        return null;
    }

    private void Forget(LinkedListNode<Entry> node)
    {
        var frame = node.Value.Frame;
        _entries.Remove(node);
        _bytes -= frame.Bytes;
        if (_entries.Count == 0)
            Interlocked.Exchange(ref _emptied, null)?.SetResult();
        _buffered -= new Tally(frame.Executions, frame.Samples);
    }

    private void CountLost(PendingFrame frame, string reason)
    {
        _dropped += new Tally(frame.Executions, frame.Samples);
        losses.PutBack(frame.Losses);
        losses.Lose(LossNames.Executions, reason, frame.Executions);
        losses.Lose(LossNames.Samples, reason, frame.Samples);
        losses.Lose(LossNames.Events, reason, frame.Lifecycle.Count);
        losses.Lose(LossNames.Frames, reason, 1);
    }

    private sealed class Entry(PendingFrame frame, long queued)
    {
        public PendingFrame Frame => frame;
        public long Queued => queued;
        public bool Sent { get; set; }
    }
}
