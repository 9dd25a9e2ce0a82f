using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using BotPerf.Web.Storage.App;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Access;

/// <summary>
/// Signing in by Discord, where it is configured: for people who have an account or an invitation, known by a verified
/// e-mail address or by the Discord id of last time. Nobody gets in because Discord knows them.
/// </summary>
internal static class DiscordSignIn
{
    public const string Scheme = "Discord";
    public const string Path = "/sign-in/discord";

    /// <summary>Where a sign-in that Discord or we refuse ends: the sign-in page says why.</summary>
    public const string RefusedPath = AccessServices.SignInPath + "?problem=discord";

    private const string CallbackPath = Path + "/callback";
    private const string VerifiedEmail = "botperf:verified-email";

    public static void AddDiscordSignIn(this IServiceCollection services)
    {
        services.AddOptions<DiscordOptions>().BindConfiguration(DiscordOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddTransient<OAuthHandler<OAuthOptions>>();
        services.TryAddEnumerable(ServiceDescriptor
            .Singleton<IPostConfigureOptions<OAuthOptions>, OAuthPostConfigureOptions<OAuthOptions, OAuthHandler<OAuthOptions>>>());
        services.AddOptions<AuthenticationOptions>().Configure<IOptions<DiscordOptions>>((schemes, discord) =>
        {
            if (discord.Value.IsOn)
                schemes.AddScheme<OAuthHandler<OAuthOptions>>(Scheme, Scheme);
        });
        services.AddOptions<OAuthOptions>(Scheme).Configure<IOptions<DiscordOptions>>((oauth, discord) =>
        {
            oauth.ClientId = discord.Value.ClientId!;
            oauth.ClientSecret = discord.Value.ClientSecret!;
            oauth.AuthorizationEndpoint = discord.Value.AuthorizationEndpoint;
            oauth.TokenEndpoint = discord.Value.TokenEndpoint;
            oauth.UserInformationEndpoint = discord.Value.UserInformationEndpoint;
            oauth.CallbackPath = CallbackPath;
            oauth.SignInScheme = IdentityConstants.ExternalScheme;
            oauth.UsePkce = true;
            oauth.Scope.Add("identify");
            oauth.Scope.Add("email");
            // Discord sends people back by a link, which brings a Lax cookie along, with or without HTTPS.
            oauth.CorrelationCookie.SameSite = SameSiteMode.Lax;
            oauth.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            oauth.Events.OnCreatingTicket = ReadPersonAsync;
            oauth.Events.OnTicketReceived = SignInAsync;
            oauth.Events.OnRemoteFailure = failed => RefuseAsync(failed, failed.Failure);
        });
    }

    public static void MapDiscordSignIn(this WebApplication app) =>
        app.MapGet(Path, (IOptions<DiscordOptions> discord, string? returnUrl) => discord.Value.IsOn
            ? Results.Challenge(new AuthenticationProperties { RedirectUri = LocalPath.Of(returnUrl) }, [Scheme])
            : Results.LocalRedirect(AccessServices.SignInPath)).AllowAnonymous();

    private static async Task ReadPersonAsync(OAuthCreatingTicketContext context)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, context.Options.UserInformationEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", context.AccessToken);
        using var answer = await context.Backchannel.SendAsync(request, context.HttpContext.RequestAborted);
        answer.EnsureSuccessStatusCode();
        using var person = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(context.HttpContext.RequestAborted));
        var root = person.RootElement;
        context.Identity!.AddClaim(new Claim(ClaimTypes.NameIdentifier, root.GetProperty("id").GetString()!));
        if (root.TryGetProperty("verified", out var verified) && verified.ValueKind == JsonValueKind.True
            && root.TryGetProperty("email", out var email) && email.GetString() is { Length: > 0 } address)
            context.Identity.AddClaim(new Claim(VerifiedEmail, address));
    }

    private static async Task SignInAsync(TicketReceivedContext ticket)
    {
        var services = ticket.HttpContext.RequestServices;
        var account = await AccountAsync(services, ticket.Principal!, ticket.HttpContext.RequestAborted);
        var outcome = account is null ? null
            : await services.GetRequiredService<SignInDesk>().SignInKnownAsync(account, Caller.Of(ticket.HttpContext));
        if (outcome is null or { Succeeded: false, NeedsCode: false })
        {
            await RefuseAsync(ticket, failure: null);
            return;
        }

        var to = LocalPath.Of(ticket.ReturnUri);
        ticket.Response.Redirect(outcome.NeedsCode
            ? $"{AccessServices.CodePath}?returnUrl={Uri.EscapeDataString(to)}" : to);
        ticket.HandleResponse();
    }

    /// <summary>By the Discord id of last time, else by the address: an account's, else an invitation's.</summary>
    private static async Task<AccountRow?> AccountAsync(
        IServiceProvider services, ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        var users = services.GetRequiredService<UserManager<AccountRow>>();
        var id = person.FindFirstValue(ClaimTypes.NameIdentifier)!;
        if (await users.FindByLoginAsync(Scheme, id) is { } linked)
            return linked;
        if (person.FindFirstValue(VerifiedEmail) is not { } email)
            return null;

        var account = await users.FindByEmailAsync(email) ?? await services.GetRequiredService<AccountLinks>()
            .AcceptWithoutPasswordAsync(email, services.GetRequiredService<Accounts>(), cancellationToken);
        if (account is null)
            return null;

        Accounts.Require(await users.AddLoginAsync(account, new UserLoginInfo(Scheme, id, Scheme)));
        await services.GetRequiredService<AuditTrail>().WriteAsync(
            account.Email!, "account.discord_linked", account.Email!, cancellationToken);
        return account;
    }

    private static Task RefuseAsync(HandleRequestContext<RemoteAuthenticationOptions> context, Exception? failure) =>
        RefuseAsync(context.HttpContext, context.HandleResponse, failure);

    private static Task RefuseAsync(HttpContext http, Action handled, Exception? failure)
    {
        http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DiscordSignIn))
            .DiscordFailed(failure, Caller.Of(http).Address);
        http.Response.Redirect(RefusedPath);
        handled();
        return Task.CompletedTask;
    }
}
