using System.ComponentModel.DataAnnotations;

namespace BotPerf.Web.Api;

/// <summary>The section <c>Api</c> of the configuration.</summary>
internal sealed class ApiOptions : IValidatableObject
{
    public const string Section = "Api";

    /// <summary>Whether anybody may read the description of the interface, <c>/openapi/v1.json</c>.</summary>
    public bool OpenDescription { get; set; }

    /// <summary>Whether Prometheus may scrape without a token. Figures of all bots are then open to whoever reaches the server.</summary>
    public bool AnonymousPrometheus { get; set; }

    /// <summary>Calls of one person or token, with two seconds' worth at once. 1 to 10,000.</summary>
    public int CallsPerSecond { get; set; } = 100;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CallsPerSecond is < 1 or > 10_000)
            yield return new ValidationResult(
                $"The setting {Section}:{nameof(CallsPerSecond)} is {CallsPerSecond}; it has to be from 1 to 10000.",
                [nameof(CallsPerSecond)]);
    }
}
