using BotPerf.Web.Access;
using BotPerf.Web.Storage.App;

namespace BotPerf.Tests.Access;

public sealed class AuditLogTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Read_PersonKindAndTime_FiltersAndPages()
    {
        await using var fixture = await AccessFixture.OpenAsync();
        var trail = fixture.Get<AuditTrail>();
        var start = fixture.Clock.GetUtcNow();
        foreach (var (who, what) in new[] { ("ada", "key.created"), ("bob", "key.revoked"), ("ada", "keyring.made"), ("ada", "key.revoked") })
        {
            await trail.WriteAsync(who, what, "Aurora", None);
            fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var audit = fixture.Get<AuditLog>();

        Assert.Equal([4, 3, 1], await IdsAsync(audit, new AuditWish(Who: "ada")));
        Assert.Equal([4, 2, 1], await IdsAsync(audit, new AuditWish(What: "key")));
        Assert.Equal([4, 2], await IdsAsync(audit, new AuditWish(What: "key.revoked")));
        Assert.Equal([3, 2], await IdsAsync(audit, new AuditWish(From: start.AddMinutes(1), To: start.AddMinutes(3))));
        Assert.Equal([2, 1], (await audit.ReadAsync(new AuditWish(), 3, 9, None)).Select(entry => entry.Id));
        var (names, deeds) = await audit.NamesAsync(None);
        Assert.Equal(["ada", "bob"], names);
        Assert.Equal(["key.created", "key.revoked", "keyring.made"], deeds);
    }

    [Fact]
    public async Task Row_WorkAskedForFromAnAddress_SaysSo()
    {
        await using var fixture = await AccessFixture.OpenAsync();
        var trail = fixture.Get<AuditTrail>();
        await trail.WriteAsync("BotPerf", "job.started", "backup", None);
        await Task.Run(async () =>
        {
            AuditTrail.CallerAddress = "10.0.0.7";
            await trail.WriteAsync("ada", "key.created", "Aurora", None);
        });

        var entries = await fixture.Get<AuditLog>().ReadAsync(new AuditWish(), long.MaxValue, 9, None);

        Assert.Equal(["10.0.0.7", null], entries.Select(entry => entry.Address));
    }

    [Fact]
    public void Csv_HostileSubject_CannotBecomeAFormula()
    {
        var csv = AuditCsv.Of([new AuditEntry(
            7, DateTimeOffset.UnixEpoch, "@ada", "bot.created", "=HYPERLINK(\"http://evil.example\",\"x\")\nnext", null)]);

        Assert.Equal(
            "id,at,who,what,subject,address\r\n7,1970-01-01T00:00:00Z,'@ada,bot.created,"
            + "\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\nnext\",\r\n", csv);
    }

    private static async Task<IEnumerable<int>> IdsAsync(AuditLog audit, AuditWish wish) =>
        (await audit.ReadAsync(wish, long.MaxValue, 9, None)).Select(entry => entry.Id);
}
