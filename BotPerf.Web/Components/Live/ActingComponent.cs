using BotPerf.Web.Access;
using BotPerf.Web.Alerts;
using BotPerf.Web.Bots;
using BotPerf.Web.Delivery;
using BotPerf.Web.Digests;
using BotPerf.Web.Insights.Suggestions;
using BotPerf.Web.Reports;
using BotPerf.Web.Targets;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace BotPerf.Web.Components.Live;

/// <summary>
/// A live component whose buttons change something: each act asks again whether the person may, runs alone, and says in
/// words what went wrong.
/// </summary>
public abstract class ActingComponent : LiveComponent
{
    [Inject] private IAuthorizationService Authorization { get; set; } = default!;
    [Inject] private Rights Rights { get; set; } = default!;
    [Inject] private ILoggerFactory Logging { get; set; } = default!;
    [CascadingParameter] private Task<AuthenticationState>? Session { get; set; }

    /// <summary>The authorization policy of every act.</summary>
    protected abstract string Policy { get; }

    /// <summary>What somebody without the right is told.</summary>
    protected abstract string Forbidden { get; }

    /// <summary>Whether to show the buttons at all.</summary>
    protected bool MayAct { get; private set; }

    protected bool IsBusy { get; private set; }

    /// <summary>What went wrong with the last act; null when nothing did.</summary>
    protected string? Problem { get; set; }

    /// <summary>The e-mail address of whoever looks.</summary>
    protected string Me { get; private set; } = "";

    protected override async Task OnInitializedAsync()
    {
        MayAct = await IsAllowedAsync();
        Me = Session is null ? "" : (await Session).User.Identity?.Name ?? "";
    }

    /// <param name="act">Takes the e-mail address of the person.</param>
    protected async Task ActAsync(Func<string, Task> act)
    {
        if (IsBusy) return;

        (IsBusy, Problem) = (true, null);
        try
        {
            // Asked again for every act: a role may have gone since the page was opened, or a moment ago.
            if (await IsAllowedAsync() && await Rights.StillHoldAsync((await Session!).User))
                await act((await Session!).User.Identity?.Name ?? "");
            else
                Problem = Forbidden;
        }
        catch (Exception refused) when (refused
            is BotRefusedException or TokenRefusedException or AccountRefusedException or ChannelRefusedException or AlertRefusedException
            or SuggestionRefusedException or TargetRefusedException or ReportRefusedException or DigestRefusedException)
        {
            Problem = refused.Message;
        }
        catch (Exception problem)
        {
            Logging.CreateLogger(GetType()).ChangeFailed(problem);
            Problem = "That did not work, and nothing was changed. Try again; if it stays, the server's log says why.";
        }
        finally
        {
            IsBusy = false;
            Look();
        }
    }

    private async Task<bool> IsAllowedAsync() =>
        Session is not null && (await Authorization.AuthorizeAsync((await Session).User, Policy)).Succeeded;
}
