using BotPerf.Web.Ingest;

namespace BotPerf.Tests.Ingest;

public sealed class LifecycleDetailTests
{
    [Fact]
    public void Format_HealingToldByTheSdkAndByTheServer_ReadsTheSame()
    {
        var sdk = LifecycleDetail.Format("heal", new Dictionary<string, string>
        {
            ["healer"] = "memory", ["ok"] = "true", ["detail"] = "heap 24 MiB", ["durationMs"] = "24", ["cause"] = "server: asked for by ada",
        });
        var server = LifecycleDetail.Format("heal", new Dictionary<string, string>
        {
            ["healer"] = "memory", ["outcome"] = "failed", ["said"] = "no memory",
        });

        Assert.Equal("memory healed after 24 ms: heap 24 MiB (server: asked for by ada)", sdk);
        Assert.Equal("memory failed: no memory", server);
    }

    [Fact]
    public void Format_OtherEvent_NamesTheVersionFirst() => Assert.Equal(
        "version 1.4.2, commit abc123",
        LifecycleDetail.Format("deploy", new Dictionary<string, string> { ["commit"] = "abc123", ["version"] = "1.4.2" }));
}
