using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BotPerf.Web.Storage.App.Migrations;

/// <summary>The tokens that programs come with.</summary>
[DbContext(typeof(AppDbContext))]
[Migration(Id)]
internal sealed class ApiTokens : Migration
{
    public const string Id = "0002_api_tokens";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("api_token", table => new
        {
            id = table.Column<int>().Annotation("Sqlite:Autoincrement", true),
            name = table.Column<string>(maxLength: 100),
            scope = table.Column<string>(maxLength: 16),
            hash = table.Column<byte[]>(maxLength: 32),
            hint = table.Column<string>(maxLength: 16),
            created_by = table.Column<string>(maxLength: 256),
            created_at = table.Column<long>(),
            expires_at = table.Column<long>(nullable: true),
            last_used_at = table.Column<long>(nullable: true),
            revoked_at = table.Column<long>(nullable: true),
        }, constraints: table => table.PrimaryKey("PK_api_token", row => row.id));
        migrationBuilder.CreateIndex("ix_api_token_hash", "api_token", "hash", unique: true);
    }

    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("BotPerf goes forward only: restore a backup to go back.");
}
