using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Live;

/// <summary>A durable frame with everything that memory needs to follow it.</summary>
/// <param name="Session">Null when the frame is of no session.</param>
/// <param name="Series">By the numbers the frame uses.</param>
/// <param name="Losses">The client's losses, as the counters they are stored in.</param>
/// <param name="Minute">Unix time in minutes, by the frame's end.</param>
/// <param name="ReceivedUs">Unix time in microseconds, by the server's clock.</param>
internal sealed record LiveFrame(
    InstanceEntry Instance, SessionEntry? Session, Frame Frame, IReadOnlyList<Series> Series,
    IReadOnlyList<(Series Series, double Count)> Losses, long Minute, long ReceivedUs);
