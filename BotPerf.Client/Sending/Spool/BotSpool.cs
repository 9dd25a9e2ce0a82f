using BotPerf.Client.Recording;
using BotPerf.Shared.Protocol;
using Microsoft.Extensions.Logging;

namespace BotPerf.Client.Sending.Spool;

/// <summary>The bot's frames on disk: where they lie, how they come there, and how they leave.</summary>
internal sealed record BotSpool(SpoolFolder Folder, SpoolWorker Worker, SpoolReplay Replay)
{
    /// <summary>Null, and a problem, when the folder cannot be used; null alone when none is set.</summary>
    public static BotSpool? Open(
        Settings settings, HelloRequest sender, SendQueue queue, Recorder recorder, ILogger logger, List<string> problems)
    {
        if (settings.SpoolFolder is not { } path)
            return null;

        try
        {
            var folder = SpoolFolder.Open(path, settings.MaxSpoolBytes, settings.MaxSpoolAge, recorder.Time);
            return new BotSpool(
                folder,
                new SpoolWorker(
                    folder, queue, recorder.Series, recorder.Losses, sender, settings.MaxQueueBytes / 2, recorder.Time, logger),
                new SpoolReplay(folder, queue, recorder.Losses, sender, recorder.Time, logger));
        }
        catch (Exception exception)
        {
            problems.Add(
                $"Spool:Folder is \"{Texts.Label(path)}\" and cannot be used: {exception.Message} Each running process needs a folder of its own. Nothing is kept on disk.");
            return null;
        }
    }
}
