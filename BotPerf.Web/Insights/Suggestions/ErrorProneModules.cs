namespace BotPerf.Web.Insights.Suggestions;

/// <summary>More than 5 % of the executions of a module fail. [003]</summary>
internal sealed class ErrorProneModules : ErrorProne
{
    public override string Kind => "error-prone-module";

    public override SuggestionScope Scope => SuggestionScope.Module;

    public override string Title(string target, string value) => $"The module {target} is prone to errors: {value} of its commands fail";

    protected override string? TargetOf(string module, string command) => module.Length > 0 ? module : null;
}
