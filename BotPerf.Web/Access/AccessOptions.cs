using System.ComponentModel.DataAnnotations;

namespace BotPerf.Web.Access;

/// <summary>The section <c>Access</c> of the configuration.</summary>
internal sealed class AccessOptions : IValidatableObject
{
    public const string Section = "Access";

    /// <summary>Wrong passwords for one account from one address before that address has to wait. 3 to 100.</summary>
    public int SignInAttempts { get; set; } = 5;

    /// <summary>Wrong passwords from one address, for whatever accounts, before it has to wait. 10 to 10,000.</summary>
    public int SignInAttemptsPerAddress { get; set; } = 50;

    /// <summary>How long attempts count, and how long the wait is. 1 to 1,440 minutes.</summary>
    public int SignInWindowMinutes { get; set; } = 15;

    /// <summary>Days without a visit after which a browser has to sign in again. 1 to 365.</summary>
    public int SessionDays { get; set; } = 14;

    /// <summary>Web origins besides our own whose pages may push to the ingest hub, such as <c>https://example.org</c>.</summary>
    public IList<string> IngestOrigins { get; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SignInAttempts is < 3 or > 100)
            yield return Outside(nameof(SignInAttempts), SignInAttempts, "from 3 to 100");
        if (SignInAttemptsPerAddress is < 10 or > 10_000)
            yield return Outside(nameof(SignInAttemptsPerAddress), SignInAttemptsPerAddress, "from 10 to 10000");
        if (SignInWindowMinutes is < 1 or > 1_440)
            yield return Outside(nameof(SignInWindowMinutes), SignInWindowMinutes, "from 1 to 1440 minutes");
        if (SessionDays is < 1 or > 365)
            yield return Outside(nameof(SessionDays), SessionDays, "from 1 to 365 days");
        foreach (var origin in IngestOrigins.Where(origin => !IsOrigin(origin)))
            yield return Outside(nameof(IngestOrigins), origin, "an origin such as https://example.org, without a path");
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.GetLeftPart(UriPartial.Authority) == text;

    private static ValidationResult Outside(string name, object value, string range) =>
        new($"The setting {Section}:{name} is {value}; it has to be {range}.", [name]);
}
