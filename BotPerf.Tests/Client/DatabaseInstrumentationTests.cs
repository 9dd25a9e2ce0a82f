using System.Data.Common;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using BotPerf.Client;
using BotPerf.Shared.Metrics;
using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Tests.Client;

/// <summary>Other tests of this process query databases, too: kinds of statements that they do not use are counted here.</summary>
public sealed class DatabaseInstrumentationTests
{
    [Fact]
    public async Task EntityFramework_QueriesOfARealDatabase_AreTimedByKindAndFailuresCounted()
    {
        await using var monitor = MonitorsUnderTest.Instrumented(options => options.Database = true);
        await using var notes = await Notes.OpenAsync();

        await Eventually.TrueAsync("the queries are seen", async () =>
        {
            await notes.Database.ExecuteSqlRawAsync("EXPLAIN SELECT 1");
            return Count(monitor, "EXPLAIN") > 0;
        });
        var seen = Count(monitor, "EXPLAIN");
        for (var i = 0; i < 10; i++)
            await notes.Database.ExecuteSqlRawAsync("EXPLAIN SELECT 1");
        await Assert.ThrowsAsync<SqliteException>(() => notes.Database.ExecuteSqlRawAsync("EXPLAIN SELECT * FROM nowhere"));
        notes.All.Add(new Note { Text = "secret" });
        await notes.SaveChangesAsync();

        Assert.Equal(seen + 11, Count(monitor, "EXPLAIN"));
        Assert.Equal(1, monitor.Value(MetricNames.QueryErrors, LabelNames.Type, "EXPLAIN"));
        Assert.InRange(monitor.Reading(MetricNames.QueryDuration, LabelNames.Type, "EXPLAIN")!.Distribution!.Max, 1e-7, 60);
        Assert.InRange(Count(monitor, "INSERT"), 1, long.MaxValue);
        Assert.DoesNotContain("secret", monitor.ExportMetrics(MetricsFormat.Json));
    }

    [Fact]
    public async Task SqlClient_ItsEvents_AreCountedUnlessEntityFrameworkDid()
    {
        await using var monitor = MonitorsUnderTest.Instrumented(options => options.Database = true);
        using var sqlClient = new DiagnosticListener("SqlClientDiagnosticListener");
        using var entityFramework = new DiagnosticListener("Microsoft.EntityFrameworkCore");
        await Eventually.TrueAsync("it listens", () => sqlClient.IsEnabled() && entityFramework.IsEnabled());
        using var alone = new SqliteCommand("SAVEPOINT a");
        using var below = new SqliteCommand("SAVEPOINT b");

        Run(sqlClient, alone, "After");
        Run(sqlClient, alone, "Error");
        entityFramework.Write("Microsoft.EntityFrameworkCore.Database.Command.CommandExecuting", new { Command = (DbCommand)below });
        Run(sqlClient, below, "After");
        entityFramework.Write("Microsoft.EntityFrameworkCore.Database.Command.CommandExecuted",
            new { Command = (DbCommand)below, Duration = TimeSpan.FromMilliseconds(5) });
        sqlClient.Write("Microsoft.Data.SqlClient.WriteCommandAfter", new { Nonsense = 1 });

        Assert.Equal(3, Count(monitor, "SAVEPOINT"));
        Assert.Equal(1, monitor.Value(MetricNames.QueryErrors, LabelNames.Type, "SAVEPOINT"));
    }

    [Fact]
    public async Task Npgsql_ItsActivities_AreCountedByStatement()
    {
        await using var monitor = MonitorsUnderTest.Instrumented(options => options.Database = true);
        using var npgsql = new ActivitySource("Npgsql");
        await Eventually.TrueAsync("it listens", npgsql.HasListeners);

        using (var command = npgsql.StartActivity("bots", ActivityKind.Client))
            command!.SetTag("db.query.text", "COPY bots FROM STDIN");
        using (var failed = npgsql.StartActivity("bots", ActivityKind.Client))
            failed!.SetTag("db.statement", "copy bots from stdin").SetStatus(ActivityStatusCode.Error);
        npgsql.StartActivity("connect")!.Dispose();

        Assert.Equal(2, Count(monitor, "COPY"));
        Assert.Equal(1, monitor.Value(MetricNames.QueryErrors, LabelNames.Type, "COPY"));
    }

    [Fact]
    public async Task Shutdown_OfTheMonitor_NothingIsSeenAnyMore()
    {
        await using var monitor = MonitorsUnderTest.Instrumented(options => options.Database = true);
        using var npgsql = new ActivitySource("Npgsql");
        using var sqlClient = new DiagnosticListener("SqlClientDiagnosticListener");
        await Eventually.TrueAsync("it listens", sqlClient.IsEnabled);

        await monitor.ShutdownAsync();

        Assert.False(sqlClient.IsEnabled("Microsoft.Data.SqlClient.WriteCommandBefore"));
    }

    private static void Run(DiagnosticListener sqlClient, SqliteCommand command, string end)
    {
        var id = Guid.NewGuid();
        sqlClient.Write("Microsoft.Data.SqlClient.WriteCommandBefore", new { OperationId = id, Command = command });
        sqlClient.Write($"Microsoft.Data.SqlClient.WriteCommand{end}", new { OperationId = id, Command = command });
    }

    private static long Count(PerformanceMonitor monitor, string type) =>
        monitor.Reading(MetricNames.QueryDuration, LabelNames.Type, type)?.Distribution?.Count ?? 0;

    private sealed class Note
    {
        public int Id { get; init; }
        public string Text { get; init; } = "";
    }

    private sealed class Notes(DbContextOptions options) : DbContext(options)
    {
        public DbSet<Note> All => Set<Note>();

        public static async Task<Notes> OpenAsync()
        {
            RuntimeHelpers.RunModuleConstructor(typeof(SqliteRuntime).Module.ModuleHandle); // The server's work-around serves here, too.
            var connection = new SqliteConnection("Data Source=:memory:");
            await connection.OpenAsync();
            var notes = new Notes(new DbContextOptionsBuilder().UseSqlite(connection, contextOwnsConnection: true).Options);
            await notes.Database.EnsureCreatedAsync();
            return notes;
        }
    }
}
