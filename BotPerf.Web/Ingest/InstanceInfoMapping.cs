using BotPerf.Shared.Protocol;

namespace BotPerf.Web.Ingest;

/// <summary>Between the details of Hello and the JSON batch and those of a frame.</summary>
internal static class InstanceInfoMapping
{
    public static InstanceInfo ToProto(InstanceDetails details)
    {
        var info = new InstanceInfo
        {
            Version = Cut(details.Version),
            Host = Cut(details.Host),
            Library = Cut(details.Library),
            Runtime = Cut(details.Runtime),
            Sdk = Cut(details.Sdk),
            StartedAtUs = details.StartedAt is { } at ? at.ToUnixTimeMilliseconds() * 1_000 : 0,
        };
        if (details.ShardId is { } shard)
            info.ShardId = shard;
        if (details.ShardCount is { } count)
            info.ShardCount = count;
        return info;
    }

    private static string Cut(string? text) =>
        text is null ? "" : text.Length <= WireLimits.MaxNameLength ? text : text[..WireLimits.MaxNameLength];
}
