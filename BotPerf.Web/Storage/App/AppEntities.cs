using Microsoft.AspNetCore.Identity;

namespace BotPerf.Web.Storage.App;

/// <summary>A row of <c>bot</c>.</summary>
internal sealed class BotRow
{
    public int Id { get; set; }

    public required string Name { get; set; }

    /// <summary>The name as it is compared: upper case. Unique.</summary>
    public required string NormalizedName { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public List<IngestKeyRow> Keys { get; } = [];

    /// <summary>Null while nobody has set anything.</summary>
    public BotSettingsRow? Settings { get; set; }

    /// <summary>Null while nobody has set anything.</summary>
    public BotRetentionRow? Retention { get; set; }
}

/// <summary>A row of <c>bot_retention</c>: how long is kept what a bot sends; null is the server's rule.</summary>
internal sealed class BotRetentionRow
{
    public int BotId { get; set; }

    public int? MinuteDays { get; set; }

    public int? HourDays { get; set; }

    public int? ExecutionDays { get; set; }

    public long? MaxBytes { get; set; }
}

/// <summary>A row of <c>bot_settings</c>: what the dashboard sets for a bot; null is the bot's own.</summary>
internal sealed class BotSettingsRow
{
    public int BotId { get; set; }

    public bool? Enabled { get; set; }

    public int? FlushIntervalMs { get; set; }

    public double? DetailSamplingRate { get; set; }

    /// <summary>The collectors that are set, with a sign: <c>+system -network</c>.</summary>
    public required string Collectors { get; set; }

    /// <summary>Who last switched the recording on or off.</summary>
    public string? SwitchedBy { get; set; }

    public DateTimeOffset? SwitchedAt { get; set; }

    /// <summary>When it was last switched off; kept when it is switched on again.</summary>
    public DateTimeOffset? OffSince { get; set; }
}

/// <summary>A row of <c>forgotten_instance</c>: out of sight until it sends again.</summary>
internal sealed class ForgottenInstanceRow
{
    public int InstanceId { get; set; }

    public DateTimeOffset At { get; set; }
}

/// <summary>A row of <c>deleted_bot</c>: gone, and what it has sent is still to be erased.</summary>
internal sealed class DeletedBotRow
{
    /// <summary>The number that the bot had.</summary>
    public int Id { get; set; }

    public DateTimeOffset At { get; set; }
}

/// <summary>A row of <c>ingest_key</c>. The key itself is not here, only its hash.</summary>
internal sealed class IngestKeyRow
{
    public int Id { get; set; }

    public int BotId { get; set; }

    /// <summary>SHA-256 of the key's text.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>The key's first characters, to tell keys apart.</summary>
    public required string Hint { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>A row of <c>api_token</c>. The token itself is not here, only its hash.</summary>
internal sealed class ApiTokenRow
{
    public int Id { get; set; }

    public required string Name { get; set; }

    /// <summary>read, operate or admin.</summary>
    public required string Scope { get; set; }

    /// <summary>SHA-256 of the token's text.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>The token's first characters, to tell tokens apart.</summary>
    public required string Hint { get; set; }

    public required string CreatedBy { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>A row of <c>account</c>: somebody who may sign in.</summary>
internal sealed class AccountRow : IdentityUser<int>
{
    /// <summary>viewer, operator or admin.</summary>
    public required string Role { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>The half minute of the last code of the second step that was taken; none of it or before is taken again.</summary>
    public long? LastCodeStep { get; set; }
}

/// <summary>A row of <c>account_link</c>: a link that makes an account or gives one a new password, once.</summary>
internal sealed class AccountLinkRow
{
    public int Id { get; set; }

    /// <summary><c>invitation</c> or <c>password</c>.</summary>
    public required string Kind { get; set; }

    /// <summary>SHA-256 of the link's secret.</summary>
    public required byte[] Hash { get; set; }

    public required string Email { get; set; }

    /// <summary>What an invited person will be; null for a link to a new password.</summary>
    public string? Role { get; set; }

    public required string CreatedBy { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? UsedAt { get; set; }

    public DateTimeOffset? WithdrawnAt { get; set; }
}

/// <summary>A row of <c>account_session</c>: a browser in which somebody is signed in. Gone when it is over.</summary>
internal sealed class AccountSessionRow
{
    public int Id { get; set; }

    public int AccountId { get; set; }

    /// <summary>What the cookie says to name it.</summary>
    public required string Mark { get; set; }

    /// <summary>Browser and system, for people.</summary>
    public required string Device { get; set; }

    /// <summary>Where it signed in from.</summary>
    public required string Address { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset LastSeenAt { get; set; }
}

/// <summary>A row of <c>audit</c>: who changed what, and when. Written once, never changed.</summary>
internal sealed class AuditRow
{
    public int Id { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>The e-mail address of the person, or "command line".</summary>
    public required string Who { get; set; }

    /// <summary>A stable word for the deed: <c>bot.created</c>, <c>key.revoked</c>, <c>account.created</c>.</summary>
    public required string What { get; set; }

    /// <summary>What it was done to, for people.</summary>
    public required string Subject { get; set; }

    /// <summary>The network address it came from; null for the program itself and its command line.</summary>
    public string? Address { get; set; }
}

/// <summary>A row of <c>job_run</c>: one run of a scheduled job. Written when it begins and once more when it ends.</summary>
internal sealed class JobRunRow
{
    public int Id { get; set; }

    /// <summary>The job's name: <c>backup</c>.</summary>
    public required string Job { get; set; }

    /// <summary>Why it ran: <c>schedule</c>, <c>catch_up</c> or <c>by_hand</c>.</summary>
    public required string Cause { get; set; }

    /// <summary>Who started it by hand.</summary>
    public string? StartedBy { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    /// <summary>Null while it runs, and for ever when the server ended before it.</summary>
    public long? DurationMs { get; set; }

    /// <summary><c>running</c>, <c>succeeded</c>, <c>failed</c>, <c>cancelled</c> or <c>interrupted</c>.</summary>
    public required string Outcome { get; set; }

    /// <summary>What it worked through, in whatever the job counts.</summary>
    public long? Rows { get; set; }

    /// <summary>What it did, or why it could not; one line.</summary>
    public required string Text { get; set; }
}
