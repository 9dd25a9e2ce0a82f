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
    case "P3":
        return await P3Fleet.RunAsync(brief, full: args.Contains("--full"));
    case "P4":
        return await P4Queries.RunAsync(brief);
    case "P5":
        return await P5Disk.RunAsync(brief);
    case "P6":
        return await P6Pages.RunAsync(brief);
    case "P7":
        return await P7Alerts.RunAsync(brief);
    case "P9":
        return await P9Footprint.RunAsync(brief);
    case "P10":
        return await P10Retention.RunAsync(brief);
    case "P11":
        return await P11Baselines.RunAsync(brief, SeedsOf(args));
    case "P12":
        return await P12Digests.RunAsync(brief);
    default:
        Console.Error.WriteLine("Usage: BotPerf.Bench P1|P2|P3|P4|P5|P6|P7|P9|P10|P11|P12 [--brief]   (P3 also --full, P11 --seeds N)");
        return 2;
}

static int SeedsOf(string[] args) => Array.IndexOf(args, "--seeds") is >= 0 and var at
    ? int.TryParse(args.ElementAtOrDefault(at + 1), System.Globalization.CultureInfo.InvariantCulture, out var first) ? first : -1
    : 0;
