namespace BotPerf.Client.Sending;

/// <summary>How often a frame is made, and where the server's minutes begin. Set by the connection, read by the flusher.</summary>
internal sealed class FlushPace
{
    public static readonly TimeSpan Standard = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Least = TimeSpan.FromMilliseconds(500);
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(60);

    private long _interval = Standard.Ticks;
    private long _clockOffset;

    /// <summary><see cref="Least"/> to <see cref="Most"/>.</summary>
    public TimeSpan Interval
    {
        get => new(Volatile.Read(ref _interval));
        set => Volatile.Write(ref _interval, value.Ticks);
    }

    /// <summary>How far the server's clock is ahead, in whole seconds.</summary>
    public TimeSpan ClockOffset
    {
        get => new(Volatile.Read(ref _clockOffset));
        set => Volatile.Write(ref _clockOffset, value.Ticks);
    }
}
