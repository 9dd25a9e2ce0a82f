using BotPerf.Web.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Components.Account;

/// <summary>Where people sign in. A static page: there is no circuit before there is a person.</summary>
public sealed partial class SignInPage
{
    private string? _problem;

    [CascadingParameter] private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery] private string? ReturnUrl { get; set; }

    [SupplyParameterFromQuery(Name = "problem")] private string? WhatWentWrong { get; set; }

    [SupplyParameterFromQuery(Name = "done")] private string? WhatWasDone { get; set; }

    [SupplyParameterFromForm] private string? Email { get; set; }

    [SupplyParameterFromForm] private string? Password { get; set; }

    [SupplyParameterFromForm] private bool Remember { get; set; }

    [Inject] private SignInDesk Desk { get; set; } = default!;

    [Inject] private FirstAdministrator Administrator { get; set; } = default!;

    [Inject] private IOptions<DiscordOptions> Discord { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private string? Notice => WhatWasDone == "password" ? "The new password is set. Sign in with it." : null;

    private string DiscordHref => $"{DiscordSignIn.Path}?returnUrl={Uri.EscapeDataString(LocalPath.Of(ReturnUrl))}";

    protected override async Task OnInitializedAsync()
    {
        if (HttpMethods.IsPost(Http.Request.Method))
            return;
        if (WhatWentWrong == "discord")
            _problem = "Discord did not sign you in: there has to be an account or an invitation here for your verified e-mail address.";
        if (Http.User.Identity?.IsAuthenticated == true)
            Navigation.NavigateTo(LocalPath.Of(ReturnUrl));
        else if (await Administrator.IsMissingAsync(Http.RequestAborted))
            Navigation.NavigateTo(AccessServices.SetUpPath);
    }

    private async Task SignInAsync()
    {
        if (string.IsNullOrWhiteSpace(Email) || string.IsNullOrEmpty(Password))
        {
            _problem = "Fill in your e-mail address and your password.";
            return;
        }

        var outcome = await Desk.SignInAsync(Email, Password, Remember, Caller.Of(Http));
        if (outcome.NeedsCode)
            Navigation.NavigateTo($"{AccessServices.CodePath}?returnUrl={Uri.EscapeDataString(LocalPath.Of(ReturnUrl))}");
        else if (outcome.Succeeded)
            Navigation.NavigateTo(LocalPath.Of(ReturnUrl));
        else
            _problem = outcome.Wait > TimeSpan.Zero
                ? $"Too many attempts. Try again {AccountHttp.Later(outcome.Wait)}."
                : "E-mail address or password is wrong.";
    }
}
