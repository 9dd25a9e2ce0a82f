using System.ComponentModel.DataAnnotations;

namespace BotPerf.Web.Delivery;

/// <summary>The section <c>Delivery</c> of the configuration.</summary>
internal sealed class DeliveryOptions
{
    public const string Section = "Delivery";

    /// <summary>
    /// Hosts that messages may go to although they are private, as they stand in the channel's address:
    /// <c>chat.example.internal</c>, <c>10.0.0.5</c>.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Days that the log of deliveries is kept. 1 to 400.</summary>
    [Range(1, 400)]
    public int LogDays { get; set; } = 30;

    public bool Allows(string host) =>
        AllowedHosts.Any(allowed => string.Equals(allowed.Trim('[', ']'), host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase));
}

/// <summary>The section <c>Server</c> of the configuration.</summary>
internal sealed class PublicUrlOptions : IValidatableObject
{
    public const string Section = "Server";

    /// <summary>Where people reach the dashboard: <c>https://botperf.example.org</c>. Links in messages begin with it.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>A path in the dashboard as people reach it from elsewhere; null without one or without the setting.</summary>
    public Uri? Absolute(string? path) =>
        path is { Length: > 0 } && path[0] == '/' && Root is { } root ? new Uri(root, path.TrimStart('/')) : null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(PublicUrl) && Root is null)
        {
            yield return new ValidationResult(
                $"The setting {Section}:{nameof(PublicUrl)} is {PublicUrl}; it has to be an address such as https://botperf.example.org.",
                [nameof(PublicUrl)]);
        }
    }

    private Uri? Root => Uri.TryCreate(PublicUrl?.TrimEnd('/') + "/", UriKind.Absolute, out var root)
        && (root.Scheme == Uri.UriSchemeHttps || root.Scheme == Uri.UriSchemeHttp) && root.Query.Length == 0 && root.Fragment.Length == 0
        ? root
        : null;
}
