using BotPerf.Shared.Protocol;

namespace BotPerf.Client.Reporting;

/// <summary>The server's newest score of the whole bot, and when it came.</summary>
internal sealed record ServerHealth(HealthMessage Message, DateTimeOffset At)
{
    private const int MostDeductions = 5;
    private const int MostCharacters = 200;

    // The server makes it every minute: an older one says nothing of the present.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(3);

    /// <summary>The score and what it lost points for, a line each.</summary>
    public IEnumerable<string> Lines(DateTimeOffset now)
    {
        var age = now - At;
        if (age.Duration() > s_longest)
            return [$"unknown: the server told none for {ReportText.Duration(age < TimeSpan.Zero ? TimeSpan.Zero : age)}"];
        if (Message.Score is not { } score)
            return ["unknown: the server has too little evidence"];

        return [
            FormattableString.Invariant($"{Math.Floor(score):0} of 100, {ReportText.Name(Message.Band)}"),
            .. (Message.Deductions ?? []).OfType<string>().Take(MostDeductions).Select(deduction => ReportText.Name(deduction, MostCharacters)),
        ];
    }
}
