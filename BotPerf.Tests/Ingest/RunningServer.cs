using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Ingest;

/// <summary>One server for the tests of a class; each test brings its own bot.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private ServerProcess? _process;

    internal ServerProcess Process => _process!;

    public async Task InitializeAsync() => _process = await ServerProcess.StartAsync();

    public async Task DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
    }
}
