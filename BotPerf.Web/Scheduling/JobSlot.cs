namespace BotPerf.Web.Scheduling;

/// <summary>The place of one job: at most one run goes on in it.</summary>
internal sealed class JobSlot(ScheduledJob job)
{
    private readonly Lock _gate = new();
    private ActiveRun? _active;
    private bool _isClosed;

    public ScheduledJob Job => job;

    public JobSchedule Schedule { get; } = new(job.Schedule);

    /// <summary>The newest run that is over.</summary>
    public JobRun? Last { get; private set; }

    public ActiveRun? Active
    {
        get
        {
            lock (_gate)
                return _active;
        }
    }

    /// <summary>False while another run goes on, and once the server ends.</summary>
    public bool TryEnter(ActiveRun run)
    {
        lock (_gate)
        {
            if (_active is not null || _isClosed)
                return false;

            _active = run;
            return true;
        }
    }

    public void Leave(JobRun last)
    {
        lock (_gate)
            (_active, Last) = (null, last);
    }

    public void Remember(JobRun? last) => Last = last;

    /// <summary>Lets nobody in any more; the run that is inside, if any.</summary>
    public ActiveRun? Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            return _active;
        }
    }

    public JobView View(DateTimeOffset now)
    {
        lock (_gate)
        {
            return new JobView(
                job.Name, job.Title, job.Description, Schedule.Words, Schedule.Next(now), Last,
                _active is { } run ? new ActiveRunView(run.StartedAt, run.Cause, run.By, run.Progress.Now, run.IsCancelling) : null);
        }
    }
}
