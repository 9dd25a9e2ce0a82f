namespace BotPerf.Web.Api;

/// <summary>
/// A call that cannot be answered as asked, thrown from however deep and turned into a problem document by
/// <see cref="Refusals"/>. The message is for whoever writes the program that called.
/// </summary>
internal sealed class Refused(int status, string title, string message, string? code = null, string? fieldName = null)
    : Exception(message)
{
    public int Status => status;

    public string Title => title;

    /// <summary>A stable word for programs; null when the status says enough.</summary>
    public string? Code => code;

    /// <summary>The parameter or body field that is wrong.</summary>
    public string? FieldName => fieldName;

    /// <summary>400: <c>Refused.Field("limit", "has to be from 1 to 500, and was 0")</c>.</summary>
    public static Refused Field(string field, string rule) => Wrong(field, $"{field} {rule}.");

    /// <summary>400 with a whole sentence.</summary>
    public static Refused Wrong(string field, string sentence) => new(
        StatusCodes.Status400BadRequest, "Field wrong", sentence, "field_invalid", field);

    /// <summary>404: <c>Refused.NotFound("bot")</c>. Also for an id that cannot be one.</summary>
    public static Refused NotFound(string what) => new(
        StatusCodes.Status404NotFound, "Not found", $"There is no such {what}.", "not_found");

    /// <summary>409: the request is well formed, but what is there already does not allow it.</summary>
    public static Refused Conflict(string why) => new(StatusCodes.Status409Conflict, "Conflict", why, "conflict");

    public IResult ToResult()
    {
        var more = new Dictionary<string, object?>();
        if (code is not null)
            more["code"] = code;
        if (fieldName is not null)
            more["field"] = fieldName;
        return Results.Problem(Message, statusCode: status, title: title, extensions: more);
    }
}
