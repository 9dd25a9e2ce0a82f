using System.Diagnostics;

namespace BotPerf.Client.Instrumenting;

/// <summary>Commands of Npgsql that no Entity Framework stands above: it tells of them as activities.</summary>
internal sealed class NpgsqlWatch : IDisposable
{
    public const string Npgsql = "Npgsql";

    private readonly QueryRecorder _queries;
    private readonly Action<string, Exception> _failed;
    private readonly ActivityListener _listener;

    public NpgsqlWatch(QueryRecorder queries, Action<string, Exception> failed)
    {
        _queries = queries;
        _failed = failed;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Npgsql,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => Sampled(),
            ActivityStopped = Stopped,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    // Without all data Npgsql leaves out the statement, and with it the first keyword.
    private static ActivitySamplingResult Sampled() =>
        QueryRecorder.IsNpgsqlCountedAbove()
            ? ActivitySamplingResult.None
            : ActivitySamplingResult.AllData;

    private void Stopped(Activity activity)
    {
        try
        {
            // db.statement until Npgsql 9, db.query.text since. Others of its activities (connections) have neither.
            if ((activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) is string text)
                _queries.Record(text, activity.Duration.TotalSeconds, activity.Status != ActivityStatusCode.Error);
        }
        catch (Exception exception)
        {
            _failed(Npgsql, exception);
        }
    }
}
