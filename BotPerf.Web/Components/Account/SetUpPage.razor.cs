using BotPerf.Web.Access;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Account;

/// <summary>Makes the first administrator, for whoever can read the server's console. Gone once there is one.</summary>
public sealed partial class SetUpPage
{
    private string? _problem;

    [CascadingParameter] private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromForm] private string? Code { get; set; }

    [SupplyParameterFromForm] private string? Email { get; set; }

    [SupplyParameterFromForm] private string? Password { get; set; }

    [Inject] private FirstAdministrator Administrator { get; set; } = default!;

    [Inject] private SignInDesk Desk { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        if (!await Administrator.IsMissingAsync(Http.RequestAborted))
            Navigation.NavigateTo(AccessServices.SignInPath);
    }

    private async Task CreateAsync()
    {
        var caller = Caller.Of(Http);
        try
        {
            await Administrator.CreateAsync(Code ?? "", Email ?? "", Password ?? "", caller.Address, Http.RequestAborted);
        }
        catch (AccountRefusedException refused)
        {
            _problem = refused.Message;
            return;
        }

        var outcome = await Desk.SignInAsync(Email!, Password!, remember: false, caller);
        Navigation.NavigateTo(outcome.Succeeded ? "/" : AccessServices.SignInPath);
    }
}
