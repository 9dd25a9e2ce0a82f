using BotPerf.Web.Access;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Account;

/// <summary>Turns one's own second step on and off. Looking changes nothing: the secret is kept once a code confirms it.</summary>
public sealed partial class SecondStepPage
{
    private string _email = "";
    private string _secret = "";
    private bool _isOn;
    private int _left;
    private IReadOnlyList<string>? _codes;
    private string? _problem;

    [CascadingParameter] private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromForm] private string? Act { get; set; }

    [SupplyParameterFromForm] private string? Secret { get; set; }

    [SupplyParameterFromForm] private string? Code { get; set; }

    [SupplyParameterFromForm] private string? Password { get; set; }

    [Inject] private OwnAccount Own { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private string Server => Http.Request.Host.Host;

    /// <summary>In fours, as people type it.</summary>
    private string Grouped => string.Join(' ', _secret.Chunk(4).Select(four => new string(four)));

    protected override async Task OnInitializedAsync()
    {
        var view = await Own.ViewAsync(Http.User);
        (_email, _isOn, _left) = (view.Email, view.HasSecondStep, view.RecoveryCodes);
        // A wrong code is no reason to scan again.
        _secret = Secret is { } shown && Totp.IsSecret(shown) ? shown : Totp.NewSecret();
    }

    private async Task ChangeAsync()
    {
        try
        {
            switch (Act)
            {
                case "codes":
                    _codes = await Own.NewRecoveryCodesAsync(Http.User, Password ?? "", Caller.Of(Http), Http.RequestAborted);
                    break;
                case "off":
                    await Own.TurnSecondStepOffAsync(Http.User, Password ?? "", Caller.Of(Http), Http.RequestAborted);
                    Navigation.NavigateTo("/account");
                    break;
                default:
                    _codes = await Own.TurnSecondStepOnAsync(Http.User, _secret, Code ?? "", Http.RequestAborted);
                    break;
            }
        }
        catch (AccountRefusedException refused)
        {
            _problem = refused.Message;
        }
    }
}
