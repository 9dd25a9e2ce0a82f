using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using BotPerf.Client;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Client;

public sealed class AbandonedTaskTests
{
    [Fact]
    public void Failure_AfterNobodyWaits_IsNotToldAsUnobserved()
    {
        var told = new ConcurrentQueue<string>();
        void Hear(object? sender, UnobservedTaskExceptionEventArgs happened) => told.Enqueue(happened.Exception.InnerExceptions[0].Message);
        TaskScheduler.UnobservedTaskException += Hear;
        try
        {
            Abandon("the plain one is told", task => task);
            Abandon("the observed one is not", task => task.Observed());
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Hear;
        }

        Assert.Contains("the plain one is told", told);
        Assert.DoesNotContain("the observed one is not", told);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Abandon(string message, Func<Task<int>, Task<int>> made)
    {
        var clock = new ManualClock();
        var answer = new TaskCompletionSource<int>();
        var waiting = made(answer.Task).WaitAsync(TimeSpan.FromSeconds(1), clock);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<TimeoutException>(waiting.Exception!.InnerException);
        answer.SetException(new InvalidOperationException(message));
    }
}
