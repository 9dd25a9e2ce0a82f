using BotPerf.Web.Access;
using BotPerf.Web.Bots;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Hosting.Commands;

/// <summary>What a command says when it is over. The output's last line is what it made.</summary>
internal sealed record CommandOutcome(int ExitCode, string Output, string Error)
{
    public static CommandOutcome Done(string output) => new(0, output, "");

    public static CommandOutcome Refused(string error) => new(1, "", error);
}

/// <summary>Carries out the commands of the command line, in the server or in a process of their own.</summary>
internal sealed class CommandRunner(
    BotRegistry bots, ApiTokens tokens, IServiceScopeFactory scopes, Doctor doctor, BackupCommands backups)
{
    /// <param name="input">What stood on standard input; null when nothing was given.</param>
    public async Task<CommandOutcome> RunAsync(Verb verb, string? input, CancellationToken cancellationToken)
    {
        try
        {
            return verb switch
            {
                Verb.AddBot add => await AddBotAsync(add, cancellationToken),
                Verb.AddUser add => await AddUserAsync(add, input, cancellationToken),
                Verb.AddToken add => await AddTokenAsync(add, cancellationToken),
                Verb.Backup backup => await backups.BackUpAsync(backup.File, cancellationToken),
                Verb.Restore => BackupCommands.RestoreIsForNobodyElse,
                Verb.Doctor => await doctor.ExamineAsync(cancellationToken),
                _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, null),
            };
        }
        catch (Exception refused) when (refused is BotRefusedException or AccountRefusedException or TokenRefusedException)
        {
            return CommandOutcome.Refused(refused.Message);
        }
    }

    private async Task<CommandOutcome> AddBotAsync(Verb.AddBot add, CancellationToken cancellationToken)
    {
        var made = await bots.CreateAsync(add.Name, AuditTrail.CommandLine, cancellationToken);
        return CommandOutcome.Done($"""
            Bot {made.Bot.Name} has the number {made.Bot.Id}. Its ingest key is shown only here:
            {made.Key.Text}
            """);
    }

    private async Task<CommandOutcome> AddTokenAsync(Verb.AddToken add, CancellationToken cancellationToken)
    {
        var made = await tokens.CreateAsync(
            add.Name, add.Scope, expiresAt: null, AuditTrail.CommandLine, cancellationToken);
        return CommandOutcome.Done($"""
            The API token {made.Token.Name} has the scope {made.Token.Scope}. It is shown only here:
            {made.Text}
            """);
    }

    private async Task<CommandOutcome> AddUserAsync(
        Verb.AddUser add, string? input, CancellationToken cancellationToken)
    {
        var given = input is { Length: > 0 };
        var password = given ? input! : Accounts.NewPassword();
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Accounts>()
            .CreateAsync(add.Email, add.Role, password, AuditTrail.CommandLine, cancellationToken);
        return CommandOutcome.Done(given
            ? $"{add.Email.Trim()} may sign in as {add.Role}."
            : $"""
              {add.Email.Trim()} may sign in as {add.Role}. The password is shown only here:
              {password}
              """);
    }
}
