using System.Globalization;
using BotPerf.Web.Access;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Account;

/// <summary>One's own account: what signs in, and where one is signed in. A static page, so that it can write the cookie.</summary>
public sealed partial class OwnPage
{
    private OwnView _view = default!;
    private DateTimeOffset _now;
    private string? _problem;

    [CascadingParameter] private HttpContext Http { get; set; } = default!;

    [CascadingParameter] private UserTime UserTime { get; set; } = UserTime.Utc;

    [SupplyParameterFromForm] private string? Session { get; set; }

    [Inject] private OwnAccount Own { get; set; } = default!;

    [Inject] private TimeProvider Time { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        _now = Time.GetUtcNow();
        _view = await Own.ViewAsync(Http.User);
    }

    private async Task EndAsync()
    {
        if (Session == "others")
            await Own.EndOtherSessionsAsync(Http.User, Http.RequestAborted);
        else if (int.TryParse(Session, NumberStyles.None, CultureInfo.InvariantCulture, out var session))
            await Own.EndSessionAsync(Http.User, session, Http.RequestAborted);
        _view = await Own.ViewAsync(Http.User);
    }

    private async Task ForgetDiscordAsync()
    {
        try
        {
            await Own.ForgetDiscordAsync(Http.User, Http.RequestAborted);
            _view = await Own.ViewAsync(Http.User);
        }
        catch (AccountRefusedException refused)
        {
            _problem = refused.Message;
        }
    }

    // Kept to the minute, so the seconds are not told.
    private string Seen(Session session) => _now - session.LastSeenAt < TimeSpan.FromMinutes(2)
        ? "seen just now" : $"seen {Format.Ago(_now - session.LastSeenAt)}";
}
