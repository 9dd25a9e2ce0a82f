using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace BotPerf.Web.Storage.App;

/// <summary>botperf.db: everything that is not telemetry. Saves pass one gate, so that the file has one writer.</summary>
internal sealed class AppDbContext(DbContextOptions<AppDbContext> options, AppDbGate gate)
    : IdentityUserContext<AccountRow, int>(options)
{
    public DbSet<BotRow> Bots => Set<BotRow>();

    public DbSet<IngestKeyRow> IngestKeys => Set<IngestKeyRow>();

    public DbSet<ApiTokenRow> ApiTokens => Set<ApiTokenRow>();

    public DbSet<ForgottenInstanceRow> ForgottenInstances => Set<ForgottenInstanceRow>();

    public DbSet<DeletedBotRow> DeletedBots => Set<DeletedBotRow>();

    public DbSet<AuditRow> Audit => Set<AuditRow>();

    public DbSet<AlertRuleRow> AlertRules => Set<AlertRuleRow>();

    public DbSet<AlertRow> Alerts => Set<AlertRow>();

    public DbSet<AlertEventRow> AlertEvents => Set<AlertEventRow>();

    public DbSet<SilenceRow> Silences => Set<SilenceRow>();

    public DbSet<AlertRouteRow> AlertRoutes => Set<AlertRouteRow>();

    public DbSet<SuggestionRow> Suggestions => Set<SuggestionRow>();

    public DbSet<DigestSubscriptionRow> DigestSubscriptions => Set<DigestSubscriptionRow>();

    public DbSet<DigestRow> Digests => Set<DigestRow>();

    public DbSet<ChannelReportRow> ChannelReports => Set<ChannelReportRow>();

    public DbSet<TargetRow> Targets => Set<TargetRow>();

    public DbSet<ReportRow> Reports => Set<ReportRow>();

    public DbSet<ReportScheduleRow> ReportSchedules => Set<ReportScheduleRow>();

    public DbSet<ChannelRow> Channels => Set<ChannelRow>();

    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    public DbSet<SettingRow> Settings => Set<SettingRow>();

    public DbSet<AccountLinkRow> AccountLinks => Set<AccountLinkRow>();

    public DbSet<AccountSessionRow> AccountSessions => Set<AccountSessionRow>();

    public override async Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        using (await gate.EnterAsync(cancellationToken))
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Save with SaveChangesAsync: it waits for the file's gate.");

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        // SQLite cannot compare a DateTimeOffset; a number of milliseconds sorts on every database.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMillisecondsConverter>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);

        builder.Entity<BotRow>(bot =>
        {
            bot.ToTable("bot");
            bot.Property(row => row.Name).HasMaxLength(100);
            bot.Property(row => row.NormalizedName).HasMaxLength(200);
            bot.HasIndex(row => row.NormalizedName).IsUnique();
            bot.HasMany(row => row.Keys).WithOne().HasForeignKey(key => key.BotId).OnDelete(DeleteBehavior.Cascade);
            bot.HasOne(row => row.Settings).WithOne().HasForeignKey<BotSettingsRow>(settings => settings.BotId)
                .OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<BotRow>().HasOne(row => row.Retention).WithOne()
            .HasForeignKey<BotRetentionRow>(retention => retention.BotId).OnDelete(DeleteBehavior.Cascade);
        builder.Entity<BotRetentionRow>(retention =>
        {
            retention.ToTable("bot_retention");
            retention.HasKey(row => row.BotId);
            retention.Property(row => row.BotId).ValueGeneratedNever();
        });
        builder.Entity<BotSettingsRow>(settings =>
        {
            settings.ToTable("bot_settings");
            settings.HasKey(row => row.BotId);
            settings.Property(row => row.BotId).ValueGeneratedNever();
            settings.Property(row => row.Collectors).HasMaxLength(256);
            settings.Property(row => row.SwitchedBy).HasMaxLength(256);
        });
        builder.Entity<ForgottenInstanceRow>(forgotten =>
        {
            forgotten.ToTable("forgotten_instance");
            forgotten.HasKey(row => row.InstanceId);
            forgotten.Property(row => row.InstanceId).ValueGeneratedNever();
        });
        builder.Entity<DeletedBotRow>(deleted =>
        {
            deleted.ToTable("deleted_bot");
            deleted.Property(row => row.Id).ValueGeneratedNever();
        });
        builder.Entity<IngestKeyRow>(key =>
        {
            key.ToTable("ingest_key");
            key.Property(row => row.Hash).HasMaxLength(32);
            key.Property(row => row.Hint).HasMaxLength(16);
            key.HasIndex(row => row.Hash).IsUnique();
        });
        builder.Entity<ApiTokenRow>(token =>
        {
            token.ToTable("api_token");
            token.Property(row => row.Name).HasMaxLength(100);
            token.Property(row => row.Scope).HasMaxLength(16);
            token.Property(row => row.Hash).HasMaxLength(32);
            token.Property(row => row.Hint).HasMaxLength(16);
            token.Property(row => row.CreatedBy).HasMaxLength(256);
            token.HasIndex(row => row.Hash).IsUnique();
        });
        builder.Entity<AuditRow>(audit =>
        {
            audit.ToTable("audit");
            audit.Property(row => row.Who).HasMaxLength(256);
            audit.Property(row => row.What).HasMaxLength(64);
            audit.Property(row => row.Subject).HasMaxLength(256);
            audit.Property(row => row.Address).HasMaxLength(64);
            audit.HasIndex(row => row.At);
        });
        builder.Entity<JobRunRow>(run =>
        {
            run.ToTable("job_run");
            run.Property(row => row.Job).HasMaxLength(64);
            run.Property(row => row.Cause).HasMaxLength(16);
            run.Property(row => row.StartedBy).HasMaxLength(256);
            run.Property(row => row.Outcome).HasMaxLength(16);
            run.Property(row => row.Text).HasMaxLength(500);
            run.HasIndex(row => new { row.Job, row.Id });
        });
        builder.Entity<AccountRow>(account =>
        {
            account.ToTable("account");
            account.Property(row => row.Role).HasMaxLength(16);
            account.HasIndex(row => row.NormalizedEmail).IsUnique();
        });
        DeliveryModel.Build(builder);
        builder.Entity<AccountLinkRow>(link =>
        {
            link.ToTable("account_link");
            link.Property(row => row.Kind).HasMaxLength(16);
            link.Property(row => row.Hash).HasMaxLength(32);
            link.Property(row => row.Email).HasMaxLength(256);
            link.Property(row => row.Role).HasMaxLength(16);
            link.Property(row => row.CreatedBy).HasMaxLength(256);
            link.HasIndex(row => row.Hash).IsUnique();
        });
        builder.Entity<AccountSessionRow>(session =>
        {
            session.ToTable("account_session");
            session.Property(row => row.Mark).HasMaxLength(32);
            session.Property(row => row.Device).HasMaxLength(100);
            session.Property(row => row.Address).HasMaxLength(64);
            session.HasIndex(row => row.Mark).IsUnique();
            session.HasOne<AccountRow>().WithMany().HasForeignKey(row => row.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<IdentityUserClaim<int>>().ToTable("account_claim");
        builder.Entity<IdentityUserLogin<int>>().ToTable("account_login");
        builder.Entity<IdentityUserToken<int>>().ToTable("account_token");
        AlertModel.Build(builder);
        SuggestionModel.Build(builder);
        DigestModel.Build(builder);
        TargetModel.Build(builder);
        HealthModel.Build(builder);
        ReportModel.Build(builder);
        SnakeCase.Columns(builder);
    }
}
