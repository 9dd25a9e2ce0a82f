using System.Security.Claims;
using BotPerf.Web.Access;
using BotPerf.Web.Digests.Continuous;

namespace BotPerf.Web.Api;

/// <summary>Continuous reports to a channel of Discord.</summary>
internal static class ChannelReportCalls
{
    private const string Path = "/channels/{id}/reports";

    public static void MapChannelReports(this RouteGroupBuilder api)
    {
        api.MapGet(Path, Get).WithTags("Channels").WithSummary("What a channel is told of continuously");
        var admin = api.MapGroup("").RequireAuthorization(Policies.ApiAdmin).WithTags("Channels");
        admin.MapPut(Path, SetAsync).Accepts<ChannelReportWanted>("application/json").Produces<ChannelReportShape>()
            .WithSummary("Switches it on: a message of all measurements in every so many minutes");
        admin.MapDelete(Path, EndAsync).Produces(StatusCodes.Status204NoContent).WithSummary("Switches it off");
        admin.MapPost(Path + "/test", TestAsync).Produces<TestShape>()
            .WithSummary("test_reporting: sends one measurement of each kind now, and answers how it went in the receiver's own words");
    }

    private static ChannelReportShape Get(string id, ChannelReports reports)
    {
        var channel = reports.Require(ApiId.Of(id, "channel")).Id;
        return ChannelReportShape.Of(reports.Find(channel), reports.OutcomeOf(channel));
    }

    private static async Task<ChannelReportShape> SetAsync(
        string id, HttpRequest request, ChannelReports reports, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var channel = ApiId.Of(id, "channel");
        var wanted = await ApiBody.ReadAsync<ChannelReportWanted>(request, cancellationToken);
        var set = await reports.SetAsync(
            new ChannelReport(channel, wanted.Bots ?? [], wanted.BatchMinutes ?? ChannelReports.UsualMinutes), user.Identity?.Name ?? "", cancellationToken);
        return ChannelReportShape.Of(set, reports.OutcomeOf(channel));
    }

    private static async Task<IResult> EndAsync(string id, ChannelReports reports, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        await reports.EndAsync(ApiId.Of(id, "channel"), user.Identity?.Name ?? "", cancellationToken);
        return Results.NoContent();
    }

    private static async Task<TestShape> TestAsync(string id, ChannelReportDesk desk, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        ChannelShapes.Of(await desk.TestAsync(ApiId.Of(id, "channel"), user.Identity?.Name ?? "", cancellationToken));
}
