using BotPerf.Client;

namespace WorkerBot;

/// <summary>Stands for the chat library: answers commands until the host ends.</summary>
internal sealed class ChatWorker(PerformanceMonitor monitor) : BackgroundService
{
    private readonly Counter _answers = monitor.Counter("answers_sent_total", ("language", "en"));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        monitor.TrackLifecycle("ready");
        while (!stoppingToken.IsCancellationRequested)
        {
            await AnswerAsync();
            monitor.TrackWebSocketLatency(Random.Shared.Next(40, 70), "gateway:0");
        }

        Console.WriteLine($"{monitor.GetMetrics().Executions} commands answered; the monitor sends the last of them now.");
    }

    private async Task AnswerAsync()
    {
        using var command = monitor.BeginCommand("help", module: "General", kind: "slash");
        try
        {
            using (monitor.BeginQuery("SELECT"))
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 25)), TimeProvider.System, CancellationToken.None);
            command.Acknowledged();
            _answers.Add();
        }
        catch (InvalidOperationException exception)
        {
            command.Fail(exception);
        }
    }
}
