namespace BotPerf.Web.Api.Data;

/// <summary>What bots have sent, for programs to read.</summary>
internal static class DataCalls
{
    public static void MapData(this RouteGroupBuilder api)
    {
        var bots = api.MapGroup("/bots/{id}").WithTags("Data");
        bots.MapMetricCalls();
        bots.MapUsualCalls();
        bots.MapCommandCalls();
        bots.MapComparisonCalls();
        bots.MapAnomalyCalls();
        bots.MapExport();
    }
}
