using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BotPerf.Web.Storage.App.Migrations;

/// <summary>The channels, what is to be said on them, how it went, and the mail server they speak through.</summary>
[DbContext(typeof(AppDbContext))]
[Migration(Id)]
internal sealed class ChannelsAndOutbox : Migration
{
    public const string Id = "0008_delivery";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("channel", table => new
        {
            id = table.Column<int>().Annotation("Sqlite:Autoincrement", true),
            name = table.Column<string>(maxLength: 100),
            normalized_name = table.Column<string>(maxLength: 200),
            kind = table.Column<string>(maxLength: 32),
            enabled = table.Column<bool>(),
            settings = table.Column<string>(),
            hourly_budget = table.Column<int>(),
            created_at = table.Column<long>(),
        }, constraints: table => table.PrimaryKey("PK_channel", row => row.id));
        migrationBuilder.CreateIndex("ix_channel_normalized_name", "channel", "normalized_name", unique: true);

        CreateOutbox(migrationBuilder);
        CreateDelivery(migrationBuilder);

        migrationBuilder.CreateTable("channel_thread", table => new
        {
            channel_id = table.Column<int>(),
            thread = table.Column<string>(maxLength: 200),
            message_id = table.Column<string>(maxLength: 200),
            at = table.Column<long>(),
        }, constraints: table =>
        {
            table.PrimaryKey("PK_channel_thread", row => new { row.channel_id, row.thread });
            table.ForeignKey("FK_channel_thread_channel_channel_id", row => row.channel_id, "channel", "id",
                onDelete: ReferentialAction.Cascade);
        });
        migrationBuilder.CreateTable("setting", table => new
        {
            name = table.Column<string>(maxLength: 64),
            value = table.Column<string>(),
        }, constraints: table => table.PrimaryKey("PK_setting", row => row.name));
    }

    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("BotPerf goes forward only: restore a backup to go back.");

    private static void CreateOutbox(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("outbox", table => new
        {
            id = table.Column<long>().Annotation("Sqlite:Autoincrement", true),
            delivery_id = table.Column<string>(maxLength: 36),
            channel_id = table.Column<int>(),
            kind = table.Column<string>(maxLength: 16),
            thread = table.Column<string>(maxLength: 200),
            title = table.Column<string>(maxLength: 300),
            notice = table.Column<string>(),
            urgent = table.Column<bool>(),
            state = table.Column<string>(maxLength: 16),
            uncertain = table.Column<bool>(),
            held = table.Column<bool>(),
            merged_into = table.Column<long>(nullable: true),
            attempts = table.Column<int>(),
            created_at = table.Column<long>(),
            since = table.Column<long>(),
            next_at = table.Column<long>(),
            ended_at = table.Column<long>(nullable: true),
        }, constraints: table => table.PrimaryKey("PK_outbox", row => row.id));
        migrationBuilder.CreateIndex("ix_outbox_delivery_id", "outbox", "delivery_id", unique: true);
        migrationBuilder.CreateIndex("ix_outbox_state_next_at", "outbox", ["state", "next_at"]);
        migrationBuilder.CreateIndex("ix_outbox_channel_id_state_ended_at", "outbox", ["channel_id", "state", "ended_at"]);
        migrationBuilder.CreateIndex("ix_outbox_merged_into", "outbox", "merged_into");
    }

    private static void CreateDelivery(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("delivery", table => new
        {
            id = table.Column<long>().Annotation("Sqlite:Autoincrement", true),
            outbox_id = table.Column<long>(),
            channel_id = table.Column<int>(),
            at = table.Column<long>(),
            duration_ms = table.Column<long>(nullable: true),
            outcome = table.Column<string>(maxLength: 16),
            words = table.Column<string>(maxLength: 500),
        }, constraints: table =>
        {
            table.PrimaryKey("PK_delivery", row => row.id);
            table.ForeignKey(
                "FK_delivery_outbox_outbox_id", row => row.outbox_id, "outbox", "id", onDelete: ReferentialAction.Cascade);
        });
        migrationBuilder.CreateIndex("ix_delivery_outbox_id", "delivery", "outbox_id");
        migrationBuilder.CreateIndex("ix_delivery_channel_id_id", "delivery", ["channel_id", "id"]);
    }
}
