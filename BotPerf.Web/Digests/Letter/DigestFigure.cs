namespace BotPerf.Web.Digests.Letter;

/// <param name="Note">Below it; empty: nothing.</param>
public sealed record DigestFigure(string Name, string Value, string Note);
