namespace BotPerf.Web.Rollups;

/// <summary>An answer would hold more points than memory is given for one.</summary>
internal sealed class TooMuchHistoryException() : Exception(
    $"The answer would hold more than {HistoryQueries.MostPoints} points, counting every series and step. Take a longer step, a shorter range, one instance, or labels that fewer series have.");
