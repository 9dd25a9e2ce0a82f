using BotPerf.Client.Instrumenting;

namespace BotPerf.Tests.Client;

public sealed class QueryTypeTests
{
    [Theory]
    [InlineData("SELECT * FROM users WHERE name = 'secret'", "SELECT")]
    [InlineData("  \r\n\tselect 1", "SELECT")]
    [InlineData("insert into t values (1)", "INSERT")]
    [InlineData("-- tag of Entity Framework\n\nUPDATE t SET a = 1", "UPDATE")]
    [InlineData("/* a */ /* b */ DELETE FROM t", "DELETE")]
    [InlineData("((SELECT 1) UNION (SELECT 2))", "SELECT")]
    [InlineData("WITH x AS (SELECT 1) SELECT * FROM x", "WITH")]
    [InlineData("SET NOCOUNT ON;\nINSERT INTO t VALUES (1)", "INSERT")]
    [InlineData("SET IMPLICIT_TRANSACTIONS OFF;\r\nSET NOCOUNT ON;\r\nMERGE t", "MERGE")]
    [InlineData("SET NOCOUNT ON;", "SET")]
    [InlineData("EXECUTE sp_who", "EXEC")]
    [InlineData("PRAGMA foreign_keys=1", "PRAGMA")]
    [InlineData("password123", "OTHER")]
    [InlineData("SELECTION", "OTHER")]
    [InlineData("-- only a comment", "OTHER")]
    [InlineData("/* never closed", "OTHER")]
    [InlineData("名前", "OTHER")]
    [InlineData("", "OTHER")]
    [InlineData(null, "OTHER")]
    public void Of_AnyText_IsOneOfAFewWords(string? text, string type) => Assert.Equal(type, QueryType.Of(text));
}
