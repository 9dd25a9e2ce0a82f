namespace BotPerf.Web.Insights.Suggestions;

/// <summary>The same for the commands of bots that tell of no modules.</summary>
internal sealed class ErrorProneCommands : ErrorProne
{
    public override string Kind => "error-prone-command";

    public override SuggestionScope Scope => SuggestionScope.Command;

    public override string Title(string target, string value) => $"{target} is prone to errors: {value} of its executions fail";

    protected override string? TargetOf(string module, string command) => module.Length == 0 ? command : null;
}
