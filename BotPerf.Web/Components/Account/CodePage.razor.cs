using BotPerf.Web.Access;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Account;

/// <summary>The second step of signing in, for whoever has just taken the first.</summary>
public sealed partial class CodePage
{
    private string? _problem;

    [CascadingParameter] private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery] private string? ReturnUrl { get; set; }

    [SupplyParameterFromForm] private string? Code { get; set; }

    [Inject] private SignInDesk Desk { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        if (!HttpMethods.IsPost(Http.Request.Method) && !await Desk.IsCodeAwaitedAsync())
            Navigation.NavigateTo(AccessServices.SignInPath);
    }

    private async Task SignInAsync()
    {
        var outcome = await Desk.SignInWithCodeAsync(Code ?? "", Caller.Of(Http));
        if (outcome.Succeeded)
            Navigation.NavigateTo(LocalPath.Of(ReturnUrl));
        else if (outcome.Wait > TimeSpan.Zero)
            _problem = $"Too many attempts. Try again {AccountHttp.Later(outcome.Wait)}.";
        else if (await Desk.IsCodeAwaitedAsync())
            _problem = "That code is wrong, or was used already. Wait for the next one.";
        else
            Navigation.NavigateTo(AccessServices.SignInPath);
    }
}
