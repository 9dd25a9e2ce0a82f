using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Rollups;
using BotPerf.Web.Scheduling;
using BotPerf.Web.Storage;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Storage;

/// <summary>Sizes and rules; whoever administers sets how long a bot's data is kept.</summary>
public sealed partial class StoragePage
{
    private const string RetentionJob = "retention";

    // Sizes move slowly, and are counted anew for every look.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private StorageReport? _report;
    private JobView? _retention;
    private DateTimeOffset _lookedAt;

    [Inject] private StorageQueries Queries { get; set; } = default!;
    [Inject] private BotRetentionStore Store { get; set; } = default!;
    [Inject] private JobRunner Jobs { get; set; } = default!;

    protected override string Policy => Policies.Admin;

    protected override string Forbidden => "Only an administrator may change how long data is kept.";

    protected override bool Look() => false;

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        await ReadAsync();
    }

    protected override async Task BeatAsync()
    {
        if (Now - _lookedAt < Interval) return;

        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        _lookedAt = Now;
        _report = await Queries.ReportAsync(CancellationToken.None);
        _retention = Jobs.Find(RetentionJob);
    }

    private Task SaveAsync((BotId Bot, BotRetention Wanted) change) => ActAsync(async by =>
    {
        await Store.SetAsync(change.Bot, change.Wanted, by, CancellationToken.None);
        await ReadAsync();
    });
}
