using BotPerf.Bench;

// One command for each row of the speed goals: dotnet run -c Release --project bench/BotPerf.Bench -- P1 [--brief]
var brief = args.Contains("--brief");
if (await P9Footprint.PlayAsync(args) is { } played)
    return played;

switch (args.FirstOrDefault()?.ToUpperInvariant())
{
    case "P1":
        return P1Recording.Run(brief);
    case "P2":
        return await P2Ingest.RunAsync(brief);
    case "P5":
        return await P5Disk.RunAsync(brief);
    case "P9":
        return await P9Footprint.RunAsync(brief);
    default:
        Console.Error.WriteLine("Usage: BotPerf.Bench P1|P2|P5|P9 [--brief]");
        return 2;
}
