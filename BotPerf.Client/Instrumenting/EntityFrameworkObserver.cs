using System.Data.Common;

namespace BotPerf.Client.Instrumenting;

/// <summary>Commands of Entity Framework Core, whatever the database. It measures them itself.</summary>
internal sealed class EntityFrameworkObserver(QueryRecorder queries, Action<string, Exception> failed) : DiagnosticObserver(failed)
{
    public const string Listener = "Microsoft.EntityFrameworkCore";

    private const string Executing = "Microsoft.EntityFrameworkCore.Database.Command.CommandExecuting";
    private const string Executed = "Microsoft.EntityFrameworkCore.Database.Command.CommandExecuted";
    private const string Error = "Microsoft.EntityFrameworkCore.Database.Command.CommandError";

    // Each kind of event has a type of its own, so each reader has, too.
    private readonly PropertyReader<DbCommand> _executingCommand = new("Command");
    private readonly PropertyReader<DbCommand> _executedCommand = new("Command");
    private readonly PropertyReader<TimeSpan> _executedDuration = new("Duration");
    private readonly PropertyReader<DbCommand> _errorCommand = new("Command");
    private readonly PropertyReader<TimeSpan> _errorDuration = new("Duration");

    public override string Source => Listener;

    public override bool Wants(string happened) => happened is Executing or Executed or Error;

    protected override void Take(string happened, object payload)
    {
        switch (happened)
        {
            case Executing:
                QueryRecorder.HandDown(_executingCommand.Read(payload));
                break;
            case Executed:
                queries.Record(_executedCommand.Read(payload)?.CommandText, _executedDuration.Read(payload).TotalSeconds, success: true);
                break;
            default:
                queries.Record(_errorCommand.Read(payload)?.CommandText, _errorDuration.Read(payload).TotalSeconds, success: false);
                break;
        }
    }
}
