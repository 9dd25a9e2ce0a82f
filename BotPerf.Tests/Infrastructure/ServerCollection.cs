namespace BotPerf.Tests.Infrastructure;

/// <summary>
/// Tests that start servers, browsers or foreign programs: one after the other, and not beside the rest. Two cores are
/// what a small machine has, and a test that waits for a process should not wait for its neighbours too.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class ServerCollection
{
    public const string Name = "Programs";
}
