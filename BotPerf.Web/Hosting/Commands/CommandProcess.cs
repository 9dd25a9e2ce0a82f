using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Hosting.Commands;

/// <summary>
/// The process of a command. It asks the server that holds the folder to carry the command out, or takes the folder
/// itself; it never writes beside another.
/// </summary>
internal static class CommandProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(Call.Run call, IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var folder = new DataFolder(call.Data);
        if (call.Verb is Verb.Doctor && !Directory.Exists(folder.Path))
            return Say(CommandOutcome.Refused($"There is no data folder {Path.GetFullPath(folder.Path)}."));

        var (verb, words) = WithFullPath(call.Verb, args);
        var input = call.Verb is Verb.AddUser ? await InputAsync(cancellationToken) : null;
        try
        {
            if (verb is not (Verb.Restore or Verb.Doctor) && !File.Exists(folder.AppDatabase))
                Console.Error.WriteLine($"There is no BotPerf data in {Path.GetFullPath(folder.Path)} yet: a new data folder is made. "
                    + "A server that runs on another folder does not know it; --data names the folder.");
            folder.Create();
            return Say(await CarryOutAsync(folder, verb, new CommandRequest(words, input), cancellationToken));
        }
        catch (Exception broken) when (ServerProcess.Explains(broken))
        {
            return Say(CommandOutcome.Refused(broken.Message));
        }
    }

    /// <summary>The server works in another folder, where a name means another file.</summary>
    private static (Verb, IReadOnlyList<string>) WithFullPath(Verb verb, IReadOnlyList<string> args)
    {
        if (verb is not Verb.Backup { File: var given })
            return (verb, args);

        var full = Path.GetFullPath(given);
        return (new Verb.Backup(full), [.. args.Select(word => word == given ? full : word)]);
    }

    private static async Task<CommandOutcome> CarryOutAsync(
        DataFolder folder, Verb verb, CommandRequest request, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        for (var started = time.GetTimestamp(); ;)
        {
            using (var taken = FolderLock.TryTake(folder, "a BotPerf command"))
            {
                if (taken is not null)
                    return await CarryOutHereAsync(folder, verb, request.Input, cancellationToken);
            }

            if (await CommandSocket.AskAsync(folder, request, cancellationToken) is { } answer)
                return answer;

            // A server that is starting or stopping, or another command: soon one of the two ways is open.
            if (time.GetElapsedTime(started) > Patience)
                return CommandOutcome.Refused(
                    $"{Path.GetFullPath(folder.Path)} is in use by {FolderLock.Holder(folder)}, which does not answer.");
            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    private static async Task<CommandOutcome> CarryOutHereAsync(
        DataFolder folder, Verb verb, string? input, CancellationToken cancellationToken)
    {
        if (verb is Verb.Restore { File: var file })
            return await BackupCommands.RestoreAsync(file, folder, cancellationToken);

        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddPlainConsole());
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(folder);
        services.AddAppDb();
        services.AddBotPerfBots();
        services.AddAccounts();
        services.AddApiTokens();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        services.AddBackups();
        services.AddCommands();
        services.AddDataProtection(folder);

        await using var provider = services.BuildServiceProvider();
        // The doctor also looks at a database that cannot be opened.
        if (verb is not Verb.Doctor)
        {
            await provider.GetRequiredService<AppDb>().OpenAsync(cancellationToken);
            await provider.GetRequiredService<BotRegistry>().LoadAsync(cancellationToken);
            await provider.GetRequiredService<ApiTokens>().LoadAsync(cancellationToken);
        }

        return await provider.GetRequiredService<CommandRunner>().RunAsync(verb, input, cancellationToken);
    }

    /// <summary>The first line of standard input when that is a pipe or a file; null at a terminal or when it is empty.</summary>
    private static async Task<string?> InputAsync(CancellationToken cancellationToken) =>
        Console.IsInputRedirected ? await Console.In.ReadLineAsync(cancellationToken) : null;

    private static int Say(CommandOutcome outcome)
    {
        if (outcome.Output.Length > 0)
            Console.Out.WriteLine(outcome.Output);
        if (outcome.Error.Length > 0)
            Console.Error.WriteLine(outcome.Error);
        return outcome.ExitCode;
    }
}
