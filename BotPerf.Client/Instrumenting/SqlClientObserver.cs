using System.Data.Common;

namespace BotPerf.Client.Instrumenting;

/// <summary>Commands of Microsoft.Data.SqlClient that no Entity Framework stands above.</summary>
internal sealed class SqlClientObserver(QueryRecorder queries, TimeProvider time, Action<string, Exception> failed) : DiagnosticObserver(failed)
{
    public const string Listener = "SqlClientDiagnosticListener";

    private const string Before = "Microsoft.Data.SqlClient.WriteCommandBefore";
    private const string After = "Microsoft.Data.SqlClient.WriteCommandAfter";
    private const string Error = "Microsoft.Data.SqlClient.WriteCommandError";

    private readonly RunningCalls<Running> _running = new();
    private readonly PropertyReader<Guid> _beforeId = new("OperationId");
    private readonly PropertyReader<DbCommand> _beforeCommand = new("Command");
    private readonly PropertyReader<Guid> _afterId = new("OperationId");
    private readonly PropertyReader<Guid> _errorId = new("OperationId");

    public override string Source => Listener;

    public override bool Wants(string happened) => happened is Before or After or Error;

    protected override void Take(string happened, object payload)
    {
        switch (happened)
        {
            case Before:
                Begin(payload);
                break;
            case After:
                End(_afterId.Read(payload), success: true);
                break;
            default:
                End(_errorId.Read(payload), success: false);
                break;
        }
    }

    private void Begin(object payload)
    {
        var command = _beforeCommand.Read(payload);
        if (command is null || QueryRecorder.IsCountedAbove(command))
            return;
        _running.Begin(_beforeId.Read(payload), new Running(command.CommandText, time.GetTimestamp()));
    }

    private void End(Guid id, bool success)
    {
        if (_running.End(id, out var running))
            queries.Record(running.Text, time.GetElapsedTime(running.Began).TotalSeconds, success);
    }

    private readonly record struct Running(string Text, long Began);
}
