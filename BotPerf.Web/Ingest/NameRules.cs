using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Ingest;

/// <summary>A rule that a name or label breaks: the code and a message that names the field.</summary>
internal readonly record struct Fault(string Code, string Message)
{
    public static Fault Invalid(string field, string rule) => new(RejectionCode.FieldInvalid, $"{field} {rule}.");

    public static Fault Length(string field, int actual, int expected) =>
        new(RejectionCode.FieldInvalid, $"{field} has {actual} entries where {expected} belong.");
}

/// <summary>How metrics, labels and the things they name may be called. Pure.</summary>
internal static class NameRules
{
    public static Fault? Metric(string field, string name)
    {
        if (name.Length == 0)
            return new Fault(RejectionCode.FieldMissing, $"{field} is empty.");
        if (name.Length > WireLimits.MaxNameLength)
            return TooLong(field, name.Length);
        if (!IsIdentifier(name, allowColon: true))
        {
            return new Fault(RejectionCode.NameInvalid,
                $"{field} may have letters, digits, '_' and ':' and begins with a letter or '_'.");
        }

        return null;
    }

    /// <summary>A command, module, bucket, …: any text, since chat users choose it, but not too long.</summary>
    public static Fault? Text(string field, string text) =>
        text.Length > WireLimits.MaxNameLength ? TooLong(field, text.Length) : null;

    public static Fault? Labels(string field, IReadOnlyList<Label> labels)
    {
        if (labels.Count > WireLimits.MaxLabels)
            return new Fault(RejectionCode.LabelLimit, $"{field} has {labels.Count} labels; at most {WireLimits.MaxLabels}.");

        foreach (var (name, value) in labels)
        {
            if (name.Length is 0 or > WireLimits.MaxNameLength || !IsIdentifier(name, allowColon: false))
            {
                return new Fault(RejectionCode.NameInvalid,
                    $"{field}: a label's name may have letters, digits and '_', begins with a letter or '_', and is at most {WireLimits.MaxNameLength} long.");
            }

            if (value.Length > WireLimits.MaxLabelLength)
            {
                return new Fault(RejectionCode.LabelLimit,
                    $"{field}.{name} has {value.Length} characters; at most {WireLimits.MaxLabelLength}.");
            }
        }

        return null;
    }

    private static Fault TooLong(string field, int length) =>
        new(RejectionCode.NameTooLong, $"{field} has {length} characters; at most {WireLimits.MaxNameLength}.");

    private static bool IsIdentifier(string name, bool allowColon)
    {
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            var fits = char.IsAsciiLetter(c) || c == '_' || (allowColon && c == ':') || (i > 0 && char.IsAsciiDigit(c));
            if (!fits)
                return false;
        }

        return true;
    }
}
