namespace BotPerf.Web.Access;

/// <summary>An account that cannot be made or changed as asked. The message is for the person who asked.</summary>
/// <param name="fieldName">email, role, or null when it is none of them.</param>
internal sealed class AccountRefusedException(string message, string? fieldName = null) : Exception(message)
{
    public string? FieldName => fieldName;
}
