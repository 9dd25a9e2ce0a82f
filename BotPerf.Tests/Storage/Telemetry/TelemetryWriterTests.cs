using BotPerf.Tests.Infrastructure;
using BotPerf.Web.Storage;
using BotPerf.Web.Storage.Telemetry;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace BotPerf.Tests.Storage.Telemetry;

public sealed class TelemetryWriterTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TelemetryDatabase _database;
    private readonly TelemetryWriter _writer;

    public TelemetryWriterTests()
    {
        _database = new TelemetryDatabase(new DataFolder(_folder.Path));
        _writer = new TelemetryWriter(_database, NullLogger<TelemetryWriter>.Instance);
    }

    public void Dispose()
    {
        _writer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Write_OneOfAGroupFails_TheOthersAreWrittenAndNothingHalf()
    {
        var works = Enumerable.Range(0, 20).Select(i => new InsertTwo($"i{i}", fails: i == 7)).ToList();
        works.ForEach(_writer.Enqueue);
        await _writer.StartAsync(CancellationToken.None);

        foreach (var work in works.Where((_, i) => i != 7))
            await work.Done;
        await Assert.ThrowsAsync<SqliteException>(() => works[7].Done);

        await _writer.StopAsync(CancellationToken.None);
        Assert.Equal(works.Where((_, i) => i != 7).SelectMany(work => work.Names), Names());
        Assert.All(works, work => Assert.Equal(work.Fails ? 0 : 1, work.Commits));
        Assert.Equal(0, works.Max(work => work.Pending));
        Assert.Equal(0, _writer.Waiting);
        Assert.True(_writer.IsHealthy);
    }

    [Fact]
    public async Task Write_AfterTheEnd_FailsInsteadOfWaiting()
    {
        await _writer.StartAsync(CancellationToken.None);
        await _writer.StopAsync(CancellationToken.None);

        await Assert.ThrowsAsync<InvalidOperationException>(() => _writer.WriteAsync(new InsertTwo("late", fails: false)));
    }

    private List<string> Names()
    {
        using var connection = _database.OpenReader();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM instance ORDER BY id";
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read())
            names.Add(reader.GetString(0));
        return names;
    }

    private sealed class InsertTwo(string name, bool fails) : WriteWork
    {
        public bool Fails => fails;
        public string[] Names => [name + "a", name + "b"];
        public int Commits { get; private set; }

        /// <summary>Executions that were neither committed nor taken back.</summary>
        public int Pending { get; private set; }

        public override void Execute(TelemetryStatements statements)
        {
            Pending++;
            statements.InsertInstance(1, Names[0], 0, null);
            statements.InsertInstance(1, Names[fails ? 0 : 1], 0, null);
        }

        public override void Committed()
        {
            Commits++;
            Pending--;
        }

        public override void RolledBack() => Pending = 0;
    }
}
