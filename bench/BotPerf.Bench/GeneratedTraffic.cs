namespace BotPerf.Bench;

/// <summary>What happened in a generated week.</summary>
/// <param name="From">Minute of the week.</param>
internal sealed record GeneratedEvent(string Kind, int From, int To);

/// <summary>
/// Five weeks of a figure, minute by minute: hours of the day, weekdays and weekends, noise that has a memory of minutes and
/// of hours and a heavy tail, days that are busier than others. In the last week something happens in half of them.
/// </summary>
internal sealed class GeneratedTraffic
{
    public const int Weeks = 5;
    public const int WeekMinutes = 10_080;

    private static readonly string[] s_kinds = ["shift up", "shift down", "spike", "slow regression"];

    public GeneratedTraffic(int number)
    {
        var random = new Noise(10_000 + number);
        var level = Math.Exp(random.Between(0, 8));
        var (season, weekend) = (random.Between(0, 0.8), random.Between(0.5, 1.1));
        var (phase, second) = (random.Between(0, 2 * Math.PI), random.Between(0, 0.3));
        var (grain, memory, day) = (random.Between(0.02, 0.25), random.Between(0, 0.98), random.Between(0, 0.06));
        var (drift, slow) = (random.Between(0, 0.08), random.Between(0.99, 0.999));
        var isHeavy = number / 4 % 2 == 0;
        Event = number % 2 == 0 ? EventOf(random, s_kinds[number / 2 % s_kinds.Length]) : null;
        var size = Event?.Kind switch
        {
            "spike" => random.Between(3, 6),
            "shift down" => random.Between(0.15, 0.4),
            _ => random.Between(2, 3.5),
        };
        var (wave, tide, busy) = (0.0, 0.0, 0.0);
        for (var minute = 0; minute < Values.Length; minute++)
        {
            if (minute % 1_440 == 0)
                busy = day * random.Normal();
            wave = memory * wave + Math.Sqrt(1 - memory * memory) * grain * (isHeavy ? random.Heavy() : random.Normal());
            tide = slow * tide + Math.Sqrt(1 - slow * slow) * drift * random.Normal();
            var hour = 2 * Math.PI * minute / 1_440;
            var usual = 1 + season * Math.Sin(hour + phase) + second * season * Math.Sin(2 * hour + phase);
            if (minute / 1_440 % 7 is 2 or 3)
                usual *= weekend;
            var at = minute - (Weeks - 1) * WeekMinutes;
            var happens = Event is { } one && at >= one.From && at < one.To
                ? one.Kind == "slow regression" ? 1 + (size - 1) * (at - one.From) / (one.To - one.From) : size
                : 1;
            Values[minute] = level * usual * Math.Exp(wave + tide + busy) * happens;
        }
    }

    public GeneratedEvent? Event { get; }

    /// <summary>One a minute; the first minute is the first of a Thursday, as Unix time has it.</summary>
    public double[] Values { get; } = new double[Weeks * WeekMinutes];

    private static GeneratedEvent EventOf(Noise random, string kind)
    {
        var length = (int)(kind switch
        {
            "spike" => random.Between(25, 60),
            "slow regression" => 2_880,
            _ => random.Between(180, 1_440),
        });
        var from = (int)random.Between(600, WeekMinutes - length - 60);
        return new GeneratedEvent(kind, from, from + length);
    }
}
