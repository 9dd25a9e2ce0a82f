using BotPerf.Web.Bots;
using BotPerf.Web.Live;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Alerts;

/// <summary>
/// One look at bots through their rules: reads the figures, asks the evaluator, and has written down what changed. All
/// figures come from memory; a round in which nothing changes touches no file.
/// </summary>
internal sealed class AlertRound(
    BotRegistry bots, LiveStore live, ForgottenInstances forgotten, TelemetryCatalog catalog, RuleBook rules, AlertBook book,
    AlertStates states, AlertMoves moves, UsualFigures usual, BurnSignals burns,
    ILogger<AlertRound> log)
{
    private readonly Dictionary<BotId, BotWatch> _watches = [];
    private readonly List<AlertMove> _moves = [];
    private readonly FloorWatch _floors = new();
    private IReadOnlyList<AlertRule> _rules = [];
    private DateTimeOffset? _listeningSince;
    private DateTimeOffset? _lookedAt;

    /// <param name="chosen">The bots to look at.</param>
    /// <param name="listeningSince">Before this the server heard nobody.</param>
    /// <param name="now">The present.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The alerts that have changed, as they are now.</returns>
    public async Task<IReadOnlyList<Alert>> LookAsync(
        IEnumerable<Bot> chosen, DateTimeOffset listeningSince, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!ReferenceEquals(_rules, rules.All))
        {
            _watches.Clear();
            _rules = rules.All;
        }

        _moves.Clear();
        var active = book.Active.Values.ToLookup(row => new BotId(row.BotId));
        ForgetBeforeGap(listeningSince);
        foreach (var bot in chosen)
        {
            try
            {
                Look(bot, active[bot.Id].Select(AlertKey.Of), listeningSince, now);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // One bot that cannot be looked at must not keep the others from being looked at.
                log.BotNotLookedAt(bot.Id, error);
            }
        }

        EndThoseWithoutBot();
        _lookedAt = now;
        if (_moves.Count == 0)
            return [];

        var alerts = await moves.WriteAsync(_moves, now, cancellationToken);
        // Only what is on disk is believed: a failed round is made again from what was known before.
        foreach (var move in _moves)
            states.Set(move.Key, move.Step.Next, move.Value, move.Rule.Condition);
        return alerts;
    }

    private void Look(Bot bot, IEnumerable<AlertKey> active, DateTimeOffset listeningSince, DateTimeOffset now)
    {
        if (!_watches.TryGetValue(bot.Id, out var watch))
            _watches.Add(bot.Id, watch = new BotWatch(bot.Id, _rules));

        var nowUs = Micros(now);
        var interval = bot.Settings.FlushInterval;
        var instances = (live.Bot(bot.Id)?.Instances ?? []).Where(one => !forgotten.Contains(one.Entry.Id, one.Rhythm.LastUs)).ToList();
        var present = instances.Where(one => OtherSignals.IsPresent(one, interval, listeningSince, now)).Select(one => one.Entry.Id).ToHashSet();
        // Nobody has spoken since the server listens: there is no evidence yet, neither good nor bad.
        var isEarly = present.Count == 0 && now - listeningSince < AlertLimits.PendingWithoutData;
        var seen = new HashSet<AlertKey>();
        foreach (var rule in watch.Others)
            Take(rule.Signal.Kind == SignalKind.BurnRate ? burns.Read(rule, bot.Id)
                : OtherSignals.Read(rule, instances, interval, listeningSince, now, target => book.Active.GetValueOrDefault(KeyOf(rule, target))?.Threshold, _floors));
        if (present.Count > 0)
            Take(watch.Look(instances, present, (rule, target) => IsTracked(KeyOf(rule, target)), nowUs));

        foreach (var key in active)
        {
            if (seen.Contains(key))
                continue;
            var target = AlertTarget.Parse(key.Target);
            if (rules.Find(key.Rule) is not { } rule || !rule.Concerns(bot.Id))
                End(key, rules.Find(key.Rule));
            else if (rule.Signal.Kind == SignalKind.BurnRate && burns.IsGone(target, bot.Id))
                End(key, rule);
            else if (rule.Signal.Kind == SignalKind.BurnRate && !burns.IsTold(target, bot.Id))
                continue; // It is being read: there is no evidence yet, neither good nor bad.
            else if (!isEarly && IsGone(target, instances))
                End(key, rule);
            else if (!isEarly)
                Step(rule, key, target, null, now, present.Count > 0 ? AlertLimits.OpenWithoutTraffic : AlertLimits.OpenWithoutData);
        }

        AlertKey KeyOf(AlertRule rule, AlertTarget target) => new(rule.Id, bot.Id, target.Key);

        void Take(IEnumerable<Reading> readings)
        {
            foreach (var reading in readings)
            {
                var key = KeyOf(reading.Rule, reading.Target);
                if ((reading.Rule.IsBesideUsual ? Beside(reading, key, now) : reading) is not { } looked)
                    continue;
                seen.Add(key);
                Step(looked.Rule, key, looked.Target, looked.Value, now, say: looked.Say);
            }
        }
    }

    // Null: what is usual is not known.
    private Reading? Beside(Reading reading, AlertKey key, DateTimeOffset now)
    {
        if (reading.Value is not { } value || usual.Of(key) is not { } known)
            return null;

        var second = now.ToUnixTimeSeconds();
        return reading with
        {
            Value = BesideUsual.Of(reading.Rule, known, second, value),
            Say = () => BesideUsual.Words(known, second, value, SignalUnit.Of(reading.Rule.Signal, SeriesOf(reading.Rule, key.Bot))),
        };
    }

    private bool IsTracked(AlertKey key) => book.Active.ContainsKey(key);

    // Put out of sight, or gone with a goodbye: what it was about is no longer there.
    private static bool IsGone(AlertTarget target, List<LiveInstance> instances) =>
        target[AlertTarget.Instance] is { } name && instances.Find(one => one.Entry.Name == name) is null or { Stopped: true };

    // Nobody knows what happened while the server could not listen for minutes: a breach that had begun begins anew.
    private void ForgetBeforeGap(DateTimeOffset listeningSince)
    {
        if (listeningSince == _listeningSince)
            return;

        var last = live.Instances.Select(one => one.Rhythm.LastUs).Where(at => at < Micros(listeningSince)).DefaultIfEmpty(long.MaxValue).Max();
        var isLong = _lookedAt is { } looked
            ? listeningSince - looked > AlertLimits.PendingWithoutData
            : last < Micros(listeningSince - AlertLimits.PendingWithoutData);
        _listeningSince = listeningSince;
        foreach (var (key, row) in isLong ? book.Active : [])
        {
            if (rules.Find(key.Rule) is not { } rule)
                continue;
            var state = StateOf(row, rule);
            states.Set(
                key, state with { Phase = state.IsOpen ? AlertPhase.Open : state.Phase, BreachedSince = [], RecoveringSince = null },
                null, rule.Condition);
        }
    }

    private static long Micros(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private void Step(AlertRule rule, AlertKey key, AlertTarget target, double? value, DateTimeOffset now, TimeSpan? ends = null, Func<string>? say = null)
    {
        var row = book.Active.GetValueOrDefault(key);
        if (row is null)
        {
            states.Remove(key);
            // The one case that is nearly always so: nothing is wrong, and nothing was.
            if (!AlertEvaluator.Breaches(rule.Condition, value, rule.Levels[0].Threshold) || IsSettledByHand(rule, key, now))
                return;
        }

        var state = row is null ? AlertState.Quiet : states.Find(key)?.State ?? StateOf(row, rule);
        var step = AlertEvaluator.Step(rule, state, value, now, ends);
        if (step.Transition != AlertTransition.None || !SamePattern(state, step.Next))
            _moves.Add(new AlertMove(rule, key.Bot, target, step, value, states.Find(key)?.Worst, UnitOf(rule, key.Bot), step.Transition == AlertTransition.Opened ? say?.Invoke() : null));
        else if (row is not null)
            states.Set(key, step.Next, value, rule.Condition);
    }

    // A person said that it is over: the same breach is no news for the rule's cooldown.
    private bool IsSettledByHand(AlertRule rule, AlertKey key, DateTimeOffset now) =>
        book.Ended.GetValueOrDefault(key) is { ResolvedBy: not AlertLife.ByItself, ResolvedAt: { } ended } && now - ended < rule.Cooldown;

    // Times that move on are not written down, only that a level began or ceased to be breached, or that silence began.
    private static bool SamePattern(AlertState before, AlertState after) =>
        before.BreachedSince.Select(one => one is null).SequenceEqual(after.BreachedSince.Select(one => one is null))
        && before.SilentSince is null == after.SilentSince is null;

    private static AlertState StateOf(AlertRow row, AlertRule rule)
    {
        var isOpen = row.State is "open" or "acknowledged";
        var level = 0;
        for (var i = 0; i < rule.Levels.Count; i++)
        {
            if ((int)rule.Levels[i].Severity <= row.Severity)
                level = i;
        }

        return new AlertState(
            !isOpen ? AlertPhase.Pending : row.RecoveringSince is null ? AlertPhase.Open : AlertPhase.Recovering,
            isOpen ? level : -1, row.RecoveringSince, row.SilentSince) { BreachedSince = BreachTimes.Read(row.BreachedSince) };
    }

    // The rule was switched off, or no longer looks at the bot: what it said is void.
    private void End(AlertKey key, AlertRule? rule)
    {
        var row = book.Active[key];
        var transition = row.State == "pending" ? AlertTransition.Withdrawn : AlertTransition.Resolved;
        var known = rule ?? new AlertRule(key.Rule, row.RuleName, new Signal(SignalKind.Metric))
        {
            Levels = [new AlertLevel((AlertSeverity)row.Severity, row.Threshold ?? 0)],
        };
        _moves.Add(new AlertMove(known, key.Bot, AlertTarget.Parse(key.Target), new AlertStep(AlertState.Quiet, transition), null, null, row.Unit));
    }

    private void EndThoseWithoutBot()
    {
        foreach (var (key, _) in book.Active)
        {
            if (bots.Find(key.Bot) is not null)
                continue;
            _watches.Remove(key.Bot);
            End(key, rules.Find(key.Rule));
        }
    }

    private string UnitOf(AlertRule rule, BotId bot) =>
        SignalUnit.Of(rule.Signal, rule.Condition, SeriesOf(rule, bot));

    private Series? SeriesOf(AlertRule rule, BotId bot) => catalog.SeriesOf(bot, rule.Signal.Metric) is [var series, ..] ? series : null;
}
