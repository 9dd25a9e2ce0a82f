using System.Security.Cryptography;
using System.Text;
using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Access;

/// <summary>How the person who started the server signs in, to be printed on the console.</summary>
internal abstract record Welcome
{
    /// <summary>There is an administrator.</summary>
    internal sealed record SignIn : Welcome;

    /// <summary>There is none: the set-up page asks for this code.</summary>
    internal sealed record SetUp(string Code) : Welcome;

    /// <summary>An account with a password that nobody else knows, made for a demonstration.</summary>
    internal sealed record Demo(string Email, string Password) : Welcome;
}

/// <summary>
/// The first account, which nobody can be asked for: from the environment, or from whoever can read the console. There
/// is no default password.
/// </summary>
internal sealed class FirstAdministrator(
    IServiceScopeFactory scopes, AppDbReader reader, IConfiguration configuration, SignInThrottle throttle,
    ILogger<FirstAdministrator> log) : IDisposable
{
    public const string EmailSetting = "BOTPERF_ADMIN_EMAIL";
    public const string PasswordSetting = "BOTPERF_ADMIN_PASSWORD";
    private const string DemoEmail = "demo@botperf.local";
    private const string ThrottleName = "(set-up)";
    private const string CodeAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    private readonly SemaphoreSlim _settingUp = new(1, 1);
    private volatile string? _code;

    /// <summary>True until there is an administrator: the set-up page is open.</summary>
    public async Task<bool> IsMissingAsync(CancellationToken cancellationToken)
    {
        if (_code is null)
            return false;

        // The command line may have made one meanwhile; then the code has had its time.
        if (await reader.AnyAccountAsync(Roles.Admin, cancellationToken))
            _code = null;
        return _code is not null;
    }

    /// <exception cref="AccountRefusedException">The environment's administrator will not do.</exception>
    public async Task<Welcome> PrepareAsync(bool demo, CancellationToken cancellationToken)
    {
        var (email, password) = FromEnvironment();
        var isDemo = demo && email is null;
        if (!isDemo && await reader.AnyAccountAsync(Roles.Admin, cancellationToken))
            return new Welcome.SignIn();

        await using var scope = scopes.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<Accounts>();
        if (isDemo)
            return await PrepareDemoAsync(accounts, cancellationToken);
        if (email is not null)
        {
            try
            {
                await accounts.CreateAsync(email, Roles.Admin, password!, AuditTrail.Program, cancellationToken);
            }
            catch (AccountRefusedException refused)
            {
                throw new AccountRefusedException(
                    $"{EmailSetting} and {PasswordSetting} do not make an account: {refused.Message}");
            }

            return new Welcome.SignIn();
        }

        // Four groups of four: 80 random bits.
        _code = string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(CodeAlphabet, 4)));
        return new Welcome.SetUp(_code);
    }

    /// <summary>Makes the first administrator, for whoever knows the code.</summary>
    /// <exception cref="AccountRefusedException">Wrong code, or an account that will not do.</exception>
    public async Task CreateAsync(
        string code, string email, string password, string address, CancellationToken cancellationToken)
    {
        if (throttle.Wait(ThrottleName, address) is var wait && wait > TimeSpan.Zero)
            throw new AccountRefusedException($"Too many wrong codes. Try again in {wait.TotalMinutes:0} minutes.");

        await _settingUp.WaitAsync(cancellationToken);
        try
        {
            if (!await IsMissingAsync(cancellationToken) || _code is not { } expected)
                throw new AccountRefusedException("There is an administrator already. Sign in instead.");
            if (!SameCode(code, expected))
            {
                throttle.Failed(ThrottleName, address);
                log.WrongSetUpCode(address);
                throw new AccountRefusedException(
                    "That is not the set-up code. The server printed it on its console when it started.");
            }

            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<Accounts>()
                .CreateAsync(email, Roles.Admin, password, "set-up code", cancellationToken);
            _code = null;
        }
        finally
        {
            _settingUp.Release();
        }
    }

    public void Dispose() => _settingUp.Dispose();

    /// <summary>Another password at each start: the last one may still stand on somebody's screen.</summary>
    private static async Task<Welcome> PrepareDemoAsync(Accounts accounts, CancellationToken cancellationToken)
    {
        var password = Accounts.NewPassword();
        if (!await accounts.SetPasswordAsync(DemoEmail, password, AuditTrail.Program, cancellationToken))
            await accounts.CreateAsync(DemoEmail, Roles.Admin, password, AuditTrail.Program, cancellationToken);
        return new Welcome.Demo(DemoEmail, password);
    }

    private (string? Email, string? Password) FromEnvironment()
    {
        var email = configuration[EmailSetting] is { Length: > 0 } e ? e : null;
        var password = configuration[PasswordSetting] is { Length: > 0 } p ? p : null;
        if (email is null != password is null)
            throw new AccountRefusedException(
                $"{EmailSetting} and {PasswordSetting} belong together: set both, or neither to get a set-up page.");

        return (email, password);
    }

    private static bool SameCode(string given, string expected) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(Bare(given)), Encoding.UTF8.GetBytes(Bare(expected)));

    // The hyphens are for the eye; who types the code may leave them out.
    private static string Bare(string code) => string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
