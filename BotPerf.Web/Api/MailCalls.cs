using System.Security.Claims;
using BotPerf.Web.Access;
using BotPerf.Web.Delivery;
using BotPerf.Web.Delivery.Mail;

namespace BotPerf.Web.Api;

/// <summary>The server that mail leaves by.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Usually 587.</param>
/// <param name="Tls">starttls: encrypted or not at all; none: in the clear.</param>
/// <param name="User">Whom to sign in as; empty: without.</param>
/// <param name="Password">Only as dots.</param>
/// <param name="From">The sender's address.</param>
/// <param name="FromName">The sender's name.</param>
/// <param name="Configured">It comes from the configuration and is changed there.</param>
internal sealed record MailShape(
    string Host, int Port, string Tls, string User, string Password, string From, string FromName, bool Configured);

/// <summary>The mail server that is wanted.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">1 to 65535; left out: 587.</param>
/// <param name="Tls">starttls or none; left out: starttls.</param>
/// <param name="User">Whom to sign in as; left out: without.</param>
/// <param name="Password">Left out or empty: as it is.</param>
/// <param name="From">The sender's address.</param>
/// <param name="FromName">The sender's name; left out: BotPerf.</param>
internal sealed record MailWanted(
    string? Host, int? Port, string? Tls, string? User, string? Password, string? From, string? FromName);

/// <summary>A test letter that is wanted.</summary>
/// <param name="To">The address it goes to.</param>
internal sealed record MailTestWanted(string? To);

internal static class MailCalls
{
    public static void MapMail(this RouteGroupBuilder api)
    {
        var mail = api.MapGroup("/mail").RequireAuthorization(Policies.ApiAdmin).WithTags("Channels");
        mail.MapGet("", (MailServer server) => server.View is { } view ? Shape(view) : throw Refused.NotFound("mail server yet"))
            .WithSummary("The server that mail leaves by; 404 when none is set");
        mail.MapPut("", SetAsync).Accepts<MailWanted>("application/json").Produces<MailShape>()
            .WithSummary("Sets it; 409 when the configuration says which it is");
        mail.MapPost("/test", TestAsync).Accepts<MailTestWanted>("application/json").Produces<TestShape>()
            .WithSummary("Sends a test letter, and answers in the mail server's own words");
    }

    private static async Task<MailShape> SetAsync(
        HttpRequest request, MailServer server, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var wanted = await ApiBody.ReadAsync<MailWanted>(request, cancellationToken);
        var draft = new MailDraft(
            wanted.Host, wanted.Port ?? MailSettings.DefaultPort, wanted.Tls ?? MailSettings.StartTls, wanted.User, wanted.Password,
            wanted.From, wanted.FromName);
        return await ChannelCalls.RefusableAsync(async () =>
        {
            await server.SetAsync(draft, user.Identity?.Name ?? "", cancellationToken);
            return Shape(server.View!);
        });
    }

    private static async Task<TestShape> TestAsync(
        HttpRequest request, ChannelDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var wanted = await ApiBody.ReadAsync<MailTestWanted>(request, cancellationToken);
        return ChannelShapes.Of(await ChannelCalls.RefusableAsync(
            () => desk.TestMailAsync(wanted.To, user.Identity?.Name ?? "", cancellationToken)));
    }

    private static MailShape Shape(MailView view) => new(
        view.Host, view.Port, view.Tls, view.User, view.Password, view.From, view.FromName, view.IsConfigured);
}
