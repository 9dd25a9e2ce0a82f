using BotPerf.Web.Access;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Account;

/// <summary>Where people sign in. A static page: there is no circuit before there is a person.</summary>
public sealed partial class SignInPage
{
    private string? _problem;

    [CascadingParameter] private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery] private string? ReturnUrl { get; set; }

    [SupplyParameterFromForm] private string? Email { get; set; }

    [SupplyParameterFromForm] private string? Password { get; set; }

    [SupplyParameterFromForm] private bool Remember { get; set; }

    [Inject] private SignInDesk Desk { get; set; } = default!;

    [Inject] private FirstAdministrator Administrator { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        if (HttpMethods.IsPost(Http.Request.Method))
            return;
        if (Http.User.Identity?.IsAuthenticated == true)
            Navigation.NavigateTo(AccountHttp.LocalPath(ReturnUrl));
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

        var outcome = await Desk.SignInAsync(Email, Password, Remember, AccountHttp.Address(Http));
        if (outcome.Succeeded)
            Navigation.NavigateTo(AccountHttp.LocalPath(ReturnUrl));
        else
            _problem = outcome.Wait > TimeSpan.Zero
                ? $"Too many attempts. Try again {AccountHttp.Later(outcome.Wait)}."
                : "E-mail address or password is wrong.";
    }
}
