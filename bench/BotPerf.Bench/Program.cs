using BotPerf.Bench;

// One command for each row of the speed goals: dotnet run -c Release --project bench/BotPerf.Bench -- P1 [--brief]
var brief = args.Contains("--brief");
switch (args.FirstOrDefault()?.ToUpperInvariant())
{
    case "P1":
        return P1Recording.Run(brief);
    case "P2":
        return await P2Ingest.RunAsync(brief);
    default:
        Console.Error.WriteLine("Usage: BotPerf.Bench P1|P2 [--brief]");
        return 2;
}
