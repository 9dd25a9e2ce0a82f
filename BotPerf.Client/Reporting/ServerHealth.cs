using BotPerf.Shared.Protocol;

namespace BotPerf.Client.Reporting;

/// <summary>The server's newest score of the whole bot, and when it came.</summary>
internal sealed record ServerHealth(HealthMessage Message, DateTimeOffset At)
{
    private const int MostDeductions = 5;
    private const int MostCharacters = 200;
    private const double Fair = 50;

    // The server makes it every minute: an older one says nothing of the present.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(3);

    /// <summary>Whether it says, of the present, that something needs a look.</summary>
    public bool IsBad(DateTimeOffset now) => IsFresh(now) && Message.Score < Fair;

    /// <summary>The score and what costs points, a line each.</summary>
    public IEnumerable<string> Lines(DateTimeOffset now)
    {
        if (!IsFresh(now))
            return [$"unknown: the server told none for {ReportText.Duration(now > At ? now - At : TimeSpan.Zero)}"];

        return [
            FormattableString.Invariant($"{Math.Floor(Message.Score):0} of 100, {ReportText.Name(Message.Band)}"),
            .. (Message.Deductions ?? []).OfType<string>().Take(MostDeductions).Select(deduction => ReportText.Name(deduction, MostCharacters)),
        ];
    }

    private bool IsFresh(DateTimeOffset now) => (now - At).Duration() <= s_longest;
}
