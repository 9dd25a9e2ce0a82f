using BotPerf.Shared.Protocol;
using BotPerf.Web.Ingest.Otlp.Wire;

namespace BotPerf.Web.Ingest.Otlp;

/// <summary>Which instance a resource is, and what it tells of its process. Which bot it is says the key. Pure.</summary>
internal static class OtlpResource
{
    /// <summary>The instance's name; null when it is too long for one.</summary>
    public static string? Instance(Resource? resource)
    {
        var id = OtlpAttributes.Find(resource?.Attributes ?? [], "service.instance.id");
        return id.Length switch
        {
            0 => WireLimits.DefaultInstance,
            <= WireLimits.MaxInstanceLength => id,
            _ => null,
        };
    }

    /// <summary>Null when the resource tells nothing.</summary>
    public static InstanceInfo? Info(Resource? resource)
    {
        string Words(params ReadOnlySpan<string> keys)
        {
            var words = new List<string>(keys.Length);
            foreach (var key in keys)
                words.Add(OtlpAttributes.Find(resource?.Attributes ?? [], key));
            return OtlpAttributes.Cut(string.Join(' ', words.Where(word => word.Length > 0)), WireLimits.MaxNameLength);
        }

        var info = new InstanceInfo
        {
            Version = Words("service.version"),
            Host = Words("host.name"),
            Library = Words("telemetry.sdk.name", "telemetry.sdk.language"),
            Runtime = Words("process.runtime.name", "process.runtime.version"),
            Sdk = Words("telemetry.sdk.name", "telemetry.sdk.version"),
        };
        return info.CalculateSize() == 0 ? null : info;
    }
}
