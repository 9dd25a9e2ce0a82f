namespace BotPerf.Client.Sending;

/// <param name="Sent">The server may have it.</param>
internal readonly record struct WaitingFrame(PendingFrame Frame, bool Sent);

/// <summary>What leaves the memory for the disk, and what becomes of it there.</summary>
internal sealed partial class SendQueue
{
    /// <summary>On disk although they were answered meanwhile.</summary>
    private readonly HashSet<ulong> _spooledInVain = [];

    /// <summary>Frames that waited too long, or do not fit into <paramref name="keepBytes"/>; the oldest first.</summary>
    public IReadOnlyList<WaitingFrame> Waiting(TimeSpan longerThan, long keepBytes)
    {
        lock (_gate)
        {
            var waiting = new List<WaitingFrame>();
            var bytes = _bytes;
            foreach (var entry in _entries)
            {
                if (bytes <= keepBytes && time.GetElapsedTime(entry.Queued) < longerThan)
                    break;
                waiting.Add(new WaitingFrame(entry.Frame, entry.Sent));
                bytes -= entry.Frame.Bytes;
            }

            return waiting;
        }
    }

    /// <summary>A frame is on disk and needs no memory any more.</summary>
    public void MoveToSpool(ulong seq)
    {
        lock (_gate)
        {
            if (Remove(seq) is { } frame)
                _spooled += new Tally(frame.Executions, frame.Samples);
            else
                _spooledInVain.Add(seq);
        }
    }

    /// <summary>A frame of this session left the disk, stored or in part lost.</summary>
    public void SettleSpooled(ulong seq, RescuedFrame settled, string reason)
    {
        lock (_gate)
        {
            if (_spooledInVain.Remove(seq))
                return;

            _spooled -= settled.Stored;
            foreach (var part in settled.Lost)
                _spooled -= SelfContainedFrame.Tally(part);
            Settle(settled, reason);
        }
    }
}
