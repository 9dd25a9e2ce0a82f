using System.Text.Json.Serialization;

namespace BotPerf.Web.Alerts;

/// <summary>How bad it is; the words are those of the protocol, in lower case.</summary>
[JsonConverter(typeof(SnakeCaseWords<AlertSeverity>))]
public enum AlertSeverity
{
    Info,
    Warning,
    High,
    Critical,
}
