using System.Diagnostics;

namespace BotPerf.Client.Instrumenting;

/// <summary>
/// Takes the events of one <see cref="DiagnosticListener"/>. They come on the bot's own threads in the midst of its work:
/// nothing may be thrown there.
/// </summary>
/// <param name="failed">Told when an event could not be read.</param>
internal abstract class DiagnosticObserver(Action<string, Exception> failed) : IObserver<KeyValuePair<string, object?>>
{
    /// <summary>The name of the listener.</summary>
    public abstract string Source { get; }

    /// <summary>Only these are written at all.</summary>
    public abstract bool Wants(string happened);

    protected abstract void Take(string happened, object payload);

    public void OnNext(KeyValuePair<string, object?> value)
    {
        try
        {
            // Another's subscription can let events through that were not asked for here.
            if (value.Value is { } payload && Wants(value.Key))
                Take(value.Key, payload);
        }
        catch (Exception exception)
        {
            failed(Source, exception);
        }
    }

    public void OnError(Exception error)
    {
    }

    public void OnCompleted()
    {
    }
}

/// <summary>Finds the listeners the observers wait for, those that exist and those that come.</summary>
internal sealed class DiagnosticSubscriptions : IObserver<DiagnosticListener>, IDisposable
{
    private readonly IReadOnlyDictionary<string, Lazy<DiagnosticObserver>> _observers;
    private readonly Lock _gate = new();
    private readonly List<IDisposable> _subscriptions = [];
    private readonly IDisposable _all;
    private bool _disposed;

    /// <param name="observers">By the name of their listener; made when it is there, as most bots have few of them.</param>
    public DiagnosticSubscriptions(IReadOnlyDictionary<string, Lazy<DiagnosticObserver>> observers)
    {
        _observers = observers;
        _all = DiagnosticListener.AllListeners.Subscribe(this);
    }

    public void OnNext(DiagnosticListener value)
    {
        if (_observers.TryGetValue(value.Name, out var observer))
            Keep(value.Subscribe(observer.Value, observer.Value.Wants));
    }

    public void OnError(Exception error)
    {
    }

    public void OnCompleted()
    {
    }

    public void Dispose()
    {
        _all.Dispose();
        lock (_gate)
        {
            _disposed = true;
            foreach (var subscription in _subscriptions)
                subscription.Dispose();
            _subscriptions.Clear();
        }
    }

    private void Keep(IDisposable subscription)
    {
        lock (_gate)
        {
            if (_disposed)
                subscription.Dispose();
            else
                _subscriptions.Add(subscription);
        }
    }
}
