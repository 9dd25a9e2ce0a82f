namespace BotPerf.Web.Reports;

/// <summary>What was asked for is not possible. The message is for whoever asked.</summary>
/// <param name="fieldName">What is wrong with the request; null: it is the moment, or what is there.</param>
internal sealed class ReportRefusedException(string message, string? fieldName = null) : Exception(message)
{
    public string? FieldName => fieldName;
}
