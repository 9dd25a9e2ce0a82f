namespace BotPerf.Client.Instrumenting;

/// <summary>
/// Outgoing calls of every <see cref="HttpClient"/>. Only the two events without an activity are asked for: with one,
/// headers for tracing would be added to the bot's calls.
/// </summary>
/// <param name="isOwn">Calls of the SDK itself, which are left out.</param>
internal sealed class HttpObserver(
    HttpRecorder calls, Func<Uri, bool> isOwn, TimeProvider time, Action<string, Exception> failed) : DiagnosticObserver(failed)
{
    public const string Listener = "HttpHandlerDiagnosticListener";

    private const string Request = "System.Net.Http.Request";
    private const string Response = "System.Net.Http.Response";

    private readonly RunningCalls<Running> _running = new();
    private readonly PropertyReader<HttpRequestMessage> _request = new("Request");
    private readonly PropertyReader<Guid> _requestId = new("LoggingRequestId");
    private readonly PropertyReader<HttpResponseMessage> _response = new("Response");
    private readonly PropertyReader<Guid> _responseId = new("LoggingRequestId");
    private readonly PropertyReader<TaskStatus> _outcome = new("RequestTaskStatus");

    public override string Source => Listener;

    public override bool Wants(string happened) => happened is Request or Response;

    protected override void Take(string happened, object payload)
    {
        if (happened == Request)
        {
            if (_request.Read(payload) is { RequestUri: { IsAbsoluteUri: true } uri } request && !isOwn(uri))
                _running.Begin(_requestId.Read(payload), new Running(uri, request.Method, time.GetTimestamp()));
            return;
        }

        if (_running.End(_responseId.Read(payload), out var running))
        {
            calls.Record(running.Address, running.Method, time.GetElapsedTime(running.Began).TotalSeconds,
                _response.Read(payload), wasCanceled: _outcome.Read(payload) == TaskStatus.Canceled);
        }
    }

    private readonly record struct Running(Uri Address, HttpMethod Method, long Began);
}
