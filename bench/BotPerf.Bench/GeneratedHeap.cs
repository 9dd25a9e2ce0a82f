namespace BotPerf.Bench;

/// <summary>
/// A day of a bot's heap, with a truth that is known: a working set that goes with the traffic, saw-teeth of collections,
/// noise that has a memory, and by its number a start, a cache that is loaded, a burst of work, or a leak.
/// </summary>
internal sealed class GeneratedHeap
{
    public const int Minutes = 1_440;

    private const int SamplesAMinute = 6;
    private const int StartMinutes = 10;

    /// <param name="number">Also the seed. Every other one has a leak.</param>
    public GeneratedHeap(int number)
    {
        var random = new Noise(number);
        var size = random.Between(40, 400) * 1024 * 1024;
        var season = random.Between(0, 0.25);
        var phase = random.Between(0, 2 * Math.PI);
        var tooth = random.Between(0.02, 0.6);
        var period = random.Between(0.5, 18);
        var grain = random.Between(0.002, 0.012);
        LeaksFrom = number % 2 == 0 ? (int)random.Between(180, 900) : null;
        LeaksTo = LeaksFrom + (int)random.Between(180, 420);
        var leak = Math.Exp(random.Between(Math.Log(0.15), Math.Log(1.2)));
        var trouble = number / 2 % 4;
        var (troubleAt, troubleSize) = ((int)random.Between(120, 1_200), random.Between(0.15, 0.8));
        var troubleFor = (int)random.Between(3, 25);
        var (wave, filled, held, leaking) = (0.0, 0.0, 0.0, 0.0);
        for (var minute = 0; minute < Minutes; minute++)
        {
            wave = 0.9 * wave + grain * random.Normal();
            var live = size * (1 + season * Math.Sin(2 * Math.PI * minute / Minutes + phase) + wave);
            live += trouble switch
            {
                1 => size * troubleSize * (1 - Math.Exp(-minute / 15.0)),
                2 when minute >= troubleAt => size * troubleSize,
                3 when minute >= troubleAt && minute < troubleAt + troubleFor => size * troubleSize * 2,
                _ => 0,
            };
            // As a share of what is held when it begins.
            if (minute == LeaksFrom)
                leaking = live * leak / 60;
            held += minute < LeaksTo ? leaking : 0;
            live += held;
            Floors[minute] = double.PositiveInfinity;
            for (var sample = 0; sample < SamplesAMinute; sample++)
            {
                filled += random.Between(0.5, 1.5) / (period * SamplesAMinute);
                if (filled >= 1)
                    filled = 0;
                Newest[minute] = live + filled * tooth * size;
                Floors[minute] = Math.Min(Floors[minute], Newest[minute]);
            }
        }

        // A bot that starts has nothing before it.
        if (trouble == 1)
            Array.Fill(Floors, double.PositiveInfinity, 0, StartMinutes);
    }

    public int? LeaksFrom { get; }

    public int? LeaksTo { get; }

    /// <summary>As it stood at the end of each minute.</summary>
    public double[] Newest { get; } = new double[Minutes];

    /// <summary>The least of each minute.</summary>
    public double[] Floors { get; } = new double[Minutes];
}

/// <summary>Random figures of a seed.</summary>
internal sealed class Noise(int seed)
{
    private readonly Random _random = new(seed);

    public double Between(double low, double high) => low + (high - low) * _random.NextDouble();

    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    /// <summary>Student's t with three degrees of freedom, of variance one: one value in two hundred is beyond four.</summary>
    public double Heavy()
    {
        var (a, b, c) = (Normal(), Normal(), Normal());
        return Normal() / Math.Sqrt((a * a + b * b + c * c) / 3) / Math.Sqrt(3);
    }
}
