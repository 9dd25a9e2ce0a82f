namespace BotPerf.Web.Rollups;

/// <summary>What was asked for cannot be read at this moment, and can be soon. The message says why.</summary>
internal sealed class ReadsBusyException(string message) : Exception(message);
