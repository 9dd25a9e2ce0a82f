using System.Threading.Channels;
using BotPerf.Web.Storage.App;
using Microsoft.AspNetCore.Identity;

namespace BotPerf.Web.Access;

/// <summary>
/// Sends links to a new password to those who have forgotten it. Who asks is answered at once and in the same words for
/// whatever address; the looking and sending comes after.
/// </summary>
internal sealed class ForgottenPasswords(
    IServiceScopeFactory scopes, AccountLinks links, LinkPost post, SignInThrottle throttle, ILogger<ForgottenPasswords> log)
    : BackgroundService
{
    /// <summary>Who the audit trail says has asked.</summary>
    public const string Asker = "forgotten password";

    private const string ThrottleName = "(forgotten)";

    // A second mail within this time would only be a nuisance.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private readonly Channel<string> _asked = Channel.CreateBounded<string>(
        new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>False: an administrator has to be asked instead.</summary>
    public bool CanSend => post.CanSend;

    /// <returns>Above zero: this address has asked too often, this long to go.</returns>
    public TimeSpan Ask(string email, Caller caller)
    {
        if (throttle.Wait(ThrottleName, caller.Address) is var wait && wait > TimeSpan.Zero)
            return wait;

        throttle.Failed(ThrottleName, caller.Address);
        _asked.Writer.TryWrite(email);
        return TimeSpan.Zero;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var email in _asked.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await SendAsync(email.Trim(), stoppingToken);
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                // The next one who asks is served all the same.
                log.PasswordLinkNotSent(failed);
            }
        }
    }

    private async Task SendAsync(string email, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AccountRow>>();
        if (post.Send is not { } send || await users.FindByEmailAsync(email) is not { } account
            || await users.IsLockedOutAsync(account)
            || await links.HasRecentPasswordLinkAsync(account.Email!, Pause, cancellationToken))
            return;

        if (await links.PasswordLinkAsync(account.Id, Asker, cancellationToken) is { } link)
            await send(link, cancellationToken);
    }
}
