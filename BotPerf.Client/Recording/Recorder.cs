using System.Numerics;
using System.Runtime.CompilerServices;
using BotPerf.Client.Events;

namespace BotPerf.Client.Recording;

/// <summary>Takes what the bot reports, on the bot's own threads: no lock that is ever contended, no allocation, no exception.</summary>
internal sealed class Recorder
{
    private const int MaxStripes = 8;

    /// <summary>Seconds after which Discord declares an interaction failed that nobody acknowledged.</summary>
    private const int AcknowledgementDeadline = 3;

    private readonly Stripe[] _stripes;
    private readonly NameTable<CommandSeries> _commands;
    private readonly double _secondsPerTick;
    private volatile bool _isOn = true;
    private readonly long _acknowledgementDeadline;

    public Recorder(TimeProvider time, double detailRate)
    {
        Time = time;
        _secondsPerTick = 1.0 / time.TimestampFrequency;
        _acknowledgementDeadline = AcknowledgementDeadline * time.TimestampFrequency;
        var stripes = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, MaxStripes));
        _stripes = new Stripe[stripes];
        for (var i = 0; i < stripes; i++)
            _stripes[i] = new Stripe(i);
        DetailRate = detailRate;

        Series = new SeriesRegistry(_stripes, Losses);
        _commands = new((name, module, kind) => CommandSeries.Create(Series, name, module, kind));
    }

    /// <summary>False: the kill switch is thrown, nothing is recorded.</summary>
    public bool IsOn
    {
        get => _isOn;
        set => _isOn = value;
    }

    /// <summary>The part of executions kept in detail, 0 to 1.</summary>
    public double DetailRate
    {
        set
        {
            foreach (var stripe in _stripes)
                stripe.DetailRate = value;
        }
    }

    public TimeProvider Time { get; }

    /// <summary>Whom the bot has told to listen; none in tests of the recording alone.</summary>
    public MonitorEvents? Events { get; init; }
    public LossLedger Losses { get; } = new();
    public ErrorSamples Errors { get; } = new();
    public SeriesRegistry Series { get; }
    public ReadOnlySpan<Stripe> Stripes => _stripes;

    /// <summary>Values of command durations, and of other histograms, ever recorded.</summary>
    public (long Executions, long Samples) Recorded
    {
        get
        {
            long executions = 0, samples = 0;
            foreach (var stripe in _stripes)
            {
                stripe.Enter();
                executions += stripe.Executions;
                samples += stripe.Samples;
                stripe.Exit();
            }

            return (executions, samples);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CommandSeries? Command(string? name, string? module, string? kind) => _commands.Find(name, module, kind);

    /// <summary>One execution: duration, failure, acknowledgement and detail in one visit of the stripe.</summary>
    /// <param name="started">Timestamp.</param>
    /// <param name="duration">Timestamp ticks, not negative.</param>
    /// <param name="acknowledged">Timestamp ticks from the start, -1 for none.</param>
    public void RecordExecution(
        CommandSeries command, long started, long duration, long acknowledged, CommandError? error, Origin? origin)
    {
        // Made before the stripe is held: a series that is new takes a lock and memory.
        var extra = ExecutionExtra.Of(error, origin);
        var errors = error is null ? null : command.Errors;
        var acknowledgements = acknowledged < 0 ? null : command.Acknowledgements;
        var deadlineMisses = acknowledged > _acknowledgementDeadline ? command.DeadlineMisses : null;

        var stripes = _stripes;
        var stripe = stripes[ThreadSlot.Current.Number & (stripes.Length - 1)];
        var durations = command.Durations;
        stripe.Enter();
        if (durations.CellsIn(stripe).Add(duration * _secondsPerTick))
        {
            stripe.Executions++;
            errors?.AddIn(stripe, 1);
            if (acknowledgements is not null && acknowledgements.CellsIn(stripe).Add(acknowledged * _secondsPerTick))
                stripe.Samples++;
            deadlineMisses?.AddIn(stripe, 1);
            stripe.KeepDetail(durations.Number, started, duration, acknowledged, extra);
        }

        stripe.Exit();
        if (Events?.CommandExecution is not null)
            Events.Executed(command, duration, acknowledged, error is null);
    }
}
