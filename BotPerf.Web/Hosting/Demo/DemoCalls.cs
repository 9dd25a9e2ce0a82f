using BotPerf.Shared.Metrics;

namespace BotPerf.Web.Hosting.Demo;

/// <summary>Somebody a simulated process talks to, as its metrics name it.</summary>
/// <param name="Durations">The histogram, in seconds.</param>
/// <param name="Errors">The counter of calls that failed, with the same labels; null: the durations' labels tell.</param>
internal sealed record DemoCallee(string Durations, string? Errors, params IReadOnlyList<(string Name, string Value)> Labels);

/// <summary>Whom a simulated process talks to with each command, now as in its past. Pure.</summary>
internal static class DemoCalls
{
    private const string Model = "api.model.example";
    private const string Discord = "discord.com";

    private static readonly DemoCallee s_get = new(
        MetricNames.StoreDuration, MetricNames.StoreErrors, (LabelNames.Operation, "get"), (LabelNames.Store, "redis"));
    private static readonly DemoCallee s_set = new(
        MetricNames.StoreDuration, MetricNames.StoreErrors, (LabelNames.Operation, "set"), (LabelNames.Store, "redis"));
    private static readonly DemoCallee s_model = new(MetricNames.ApiCallDuration, MetricNames.ApiCallErrors, (LabelNames.Service, "model"));
    private static readonly DemoCallee s_pool = new(MetricNames.PoolWait, null, (LabelNames.Pool, "main"));
    private static readonly DemoCallee s_discord = Request(Discord, "200");
    private static readonly DemoCallee s_modelAnswers = Request(Model, "200");
    private static readonly DemoCallee s_modelOverloaded = Request(Model, "529");

    public static readonly IReadOnlyList<DemoCallee> All = [s_get, s_set, s_model, s_pool, s_discord, s_modelAnswers, s_modelOverloaded];

    /// <param name="plan">Whose.</param>
    /// <param name="faulted">It has a bad minute.</param>
    /// <param name="take">Gets the callee, how long it took in milliseconds, and whether it failed.</param>
    public static void Make(DemoPlan plan, bool faulted, Action<DemoCallee, double, bool> take)
    {
        if (plan.Chance() < 0.5)
            take(plan.Chance() < 0.8 ? s_get : s_set, plan.Around(0.9, 0.4), false);
        if (plan.Chance() < 0.3)
            take(s_model, plan.Around(faulted ? 2_400 : 600, 0.4), faulted && plan.Chance() >= 0.7);
        take(s_discord, plan.Around(70, 0.4), false);
        if (plan.Chance() < 0.2)
            take(faulted && plan.Chance() < 0.4 ? s_modelOverloaded : s_modelAnswers, plan.Around(faulted ? 2_300 : 580, 0.4), false);
        if (plan.Chance() < 0.1)
            take(s_pool, plan.Around(faulted ? 40 : 1.5, 0.6), false);
    }

    private static DemoCallee Request(string host, string status) => new(
        MetricNames.HttpDuration, null, (LabelNames.Host, host), (LabelNames.Method, "POST"), (LabelNames.Status, status));
}
