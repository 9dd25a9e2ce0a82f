using System.ComponentModel.DataAnnotations;

namespace BotPerf.Web.Access;

/// <summary>The section <c>Authentication:Discord</c>: an application of Discord's developer portal.</summary>
internal sealed class DiscordOptions : IValidatableObject
{
    public const string Section = "Authentication:Discord";

    /// <summary>Null: nobody signs in by Discord.</summary>
    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>Where people are asked; Discord's own unless a test or a proxy stands in.</summary>
    public string AuthorizationEndpoint { get; set; } = "https://discord.com/oauth2/authorize";

    public string TokenEndpoint { get; set; } = "https://discord.com/api/oauth2/token";

    public string UserInformationEndpoint { get; set; } = "https://discord.com/api/users/@me";

    public bool IsOn => !string.IsNullOrEmpty(ClientId);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(ClientId) != string.IsNullOrEmpty(ClientSecret))
            yield return new ValidationResult(
                $"{Section}:ClientId and {Section}:ClientSecret belong together: set both, or neither.", [nameof(ClientSecret)]);
        foreach (var endpoint in new[] { AuthorizationEndpoint, TokenEndpoint, UserInformationEndpoint })
        {
            if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && !uri.IsLoopback))
                yield return new ValidationResult($"The setting {Section} has the address {endpoint}; it has to begin with https://.");
        }
    }
}
