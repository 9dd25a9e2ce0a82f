using BotPerf.Web.Storage;
using BotPerf.Web.Storage.App;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Access;

internal static class AccessServices
{
    public const string SignInPath = "/sign-in";
    public const string CodePath = "/sign-in/code";
    public const string SignOutPath = "/sign-out";
    public const string SetUpPath = "/setup";
    public const string AccessDeniedPath = "/access-denied";

    /// <summary>Whoever programs are made for: a token when one is shown, else the cookie.</summary>
    public const string ApiScheme = "Api";

    private const string CookieName = "botperf";
    private static readonly PathString[] ForPrograms = ["/api", "/openapi", "/hubs", "/_blazor"];

    /// <summary>People and their passwords, without anything of the web.</summary>
    public static IdentityBuilder AddAccounts(this IServiceCollection services)
    {
        services.AddOptions();
        services.AddSingleton<Sessions>();
        services.AddScoped<Accounts>();
        services.AddScoped<SecondStep>();
        return services.AddIdentityCore<AccountRow>(options =>
            {
                // Long rather than colourful: composition rules make passwords worse. The address is the name.
                options.Password.RequiredLength = 8;
                options.Password.RequiredUniqueChars = 4;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.User.RequireUniqueEmail = true;
                options.User.AllowedUserNameCharacters = "";
                // Identity's own lock-out would let a stranger lock the owner out; SignInThrottle does not.
                options.Lockout.AllowedForNewUsers = false;
            })
            .AddEntityFrameworkStores<AppDbContext>()
            .AddUserStore<AccountStore>()
            .AddClaimsPrincipalFactory<AccountClaims>()
            .AddDefaultTokenProviders();
    }

    /// <summary>The tokens of programs, without anything of the web.</summary>
    public static IServiceCollection AddApiTokens(this IServiceCollection services) => services.AddSingleton<ApiTokens>();

    /// <summary>The keys of cookies and secrets, kept in the data folder.</summary>
    public static void AddDataProtection(this IServiceCollection services, DataFolder folder) => services
        .AddDataProtection().SetApplicationName("BotPerf").PersistKeysToFileSystem(new DirectoryInfo(folder.KeyRing));

    public static IServiceCollection AddBotPerfAccess(this IServiceCollection services, DataFolder folder)
    {
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddAccounts().AddSignInManager();
        services.AddSingleton<FirstAdministrator>();
        services.AddSingleton<SignInThrottle>();
        services.AddApiTokens();
        services.AddSingleton<Rights>();
        services.AddSingleton<People>();
        services.AddSingleton<AccountLinks>();
        services.AddSingleton<LinkPost>();
        services.AddSingleton<ForgottenPasswords>();
        services.AddHostedService(provider => provider.GetRequiredService<ForgottenPasswords>());
        services.AddSingleton<AuditLog>();
        services.AddHostedService<LastUseWorker>();
        services.AddScoped<SignInDesk>();
        services.AddScoped<OwnAccount>();
        services.AddScoped<AuthenticationStateProvider, CircuitRevalidation>();
        services.AddCascadingAuthenticationState();
        services.AddAntiforgery(options => options.Cookie.Name = "botperf-form");
        services.AddDataProtection(folder);
        services.Configure<SecurityStampValidatorOptions>(options =>
        {
            options.ValidationInterval = TimeSpan.FromSeconds(4);
            options.OnRefreshingPrincipal = refreshing =>
            {
                if (refreshing.CurrentPrincipal is { } current && Sessions.Of(current) is { } session)
                    refreshing.NewPrincipal?.Identities.First().AddClaim(session.Clone());
                return Task.CompletedTask;
            };
        });

        AddSchemes(services);
        services.AddDiscordSignIn();
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(Policies.Viewer, policy => policy.RequireRole(Roles.Viewer, Roles.Operator, Roles.Admin))
            .AddPolicy(Policies.Operator, policy => policy.RequireRole(Roles.Operator, Roles.Admin))
            .AddPolicy(Policies.Admin, policy => policy.RequireRole(Roles.Admin))
            .AddPolicy(Policies.ApiRead, policy => policy
                .AddAuthenticationSchemes(ApiScheme).RequireRole(Roles.Viewer, Roles.Operator, Roles.Admin))
            .AddPolicy(Policies.ApiOperate, policy => policy
                .AddAuthenticationSchemes(ApiScheme).RequireRole(Roles.Operator, Roles.Admin))
            .AddPolicy(Policies.ApiAdmin, policy => policy
                .AddAuthenticationSchemes(ApiScheme).RequireRole(Roles.Admin));
        return services;
    }

    /// <summary>First in line: what is refused here costs nothing more.</summary>
    public static void UseBotPerfAccess(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.Use(Caller.RememberAsync);
        app.UseMiddleware<OriginGuard>();
        app.UseMiddleware<UnknownCalls>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    public static void MapBotPerfAccess(this WebApplication app)
    {
        app.MapDiscordSignIn();
        app.MapPost(SignOutPath, async (HttpContext context, IAntiforgery antiforgery, SignInDesk desk) =>
        {
            if (!await antiforgery.IsRequestValidAsync(context))
                return Results.Problem("The page was too old. Open it again and sign out there.",
                    statusCode: StatusCodes.Status400BadRequest, title: "Not signed out");

            await desk.SignOutAsync();
            return Results.LocalRedirect(SignInPath);
        }).AllowAnonymous();
    }

    private static void AddSchemes(IServiceCollection services)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddIdentityCookies();
        services.AddAuthentication().AddPolicyScheme(ApiScheme, null,
                scheme => scheme.ForwardDefaultSelector = context =>
                    ApiTokenHandler.IsMeant(context.Request) || !context.Request.Cookies.ContainsKey(CookieName)
                        ? ApiTokenIdentity.Scheme
                        : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(ApiTokenIdentity.Scheme, null);
        services.AddOptions<CookieAuthenticationOptions>(
                IdentityConstants.ApplicationScheme)
            .Configure<IOptions<AccessOptions>, Sessions>((cookie, access, sessions) =>
            {
                cookie.Cookie.Name = CookieName;
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.ExpireTimeSpan = TimeSpan.FromDays(access.Value.SessionDays);
                cookie.SlidingExpiration = true;
                cookie.LoginPath = SignInPath;
                cookie.AccessDeniedPath = AccessDeniedPath;
                cookie.ReturnUrlParameter = "returnUrl";
                cookie.Events.OnValidatePrincipal = context =>
                {
                    if (context.Principal is { } user && sessions.IsOpen(user))
                    {
                        sessions.Seen(user);
                        return SecurityStampValidator.ValidatePrincipalAsync(context);
                    }

                    context.RejectPrincipal();
                    return Task.CompletedTask;
                };
                cookie.Events.OnRedirectToLogin = context => AnswerAsync(
                    context, StatusCodes.Status401Unauthorized, "Not signed in", "Sign in first.");
                cookie.Events.OnRedirectToAccessDenied = context => AnswerAsync(
                    context, StatusCodes.Status403Forbidden, "Not allowed", "Your role does not allow this.");
            });
    }

    /// <summary>A page sends its reader to a form; a program gets a problem document.</summary>
    private static Task AnswerAsync(
        RedirectContext<CookieAuthenticationOptions> context,
        int status, string title, string detail)
    {
        if (ForPrograms.Any(prefix => context.Request.Path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase)))
            return Results.Problem(detail, statusCode: status, title: title).ExecuteAsync(context.HttpContext);

        context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
