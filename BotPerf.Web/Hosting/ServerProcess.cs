using BotPerf.Web.Access;
using BotPerf.Web.Storage;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Hosting;

/// <summary>The process of the server: takes the folder, starts, greets, waits for the end.</summary>
internal static class ServerProcess
{
    public static async Task<int> RunAsync(
        ServerSettings settings, Func<ServerSettings, DataFolder, WebApplication> build)
    {
        var folder = new DataFolder(settings.Data);
        var path = Path.GetFullPath(folder.Path);
        try
        {
            folder.Create();
            using var taken = FolderLock.TryTake(folder, "the BotPerf server");
            if (taken is null)
                return Fail($"{path} is in use by {FolderLock.Holder(folder)}. One server owns a data folder: "
                    + "stop that one, or give this one a folder of its own with --data.");

            await using var app = build(settings, folder);
            await app.StartAsync();
            Console.Out.WriteLine(Greeting.Text(app.Urls, path, app.Services.GetRequiredService<ServerStart>().Welcome));
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception broken) when (Explains(broken))
        {
            return Fail(broken.Message);
        }
    }

    /// <summary>Whether the message alone tells a person what to do; anything else is a bug and keeps its stack.</summary>
    public static bool Explains(Exception exception) => exception
        is IOException or UnauthorizedAccessException or InvalidDataException or AccountRefusedException
        or OptionsValidationException;

    private static int Fail(string message)
    {
        Console.Error.WriteLine($"BotPerf cannot start: {message}");
        return 1;
    }
}
