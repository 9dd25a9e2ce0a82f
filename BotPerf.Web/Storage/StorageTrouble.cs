namespace BotPerf.Web.Storage;

/// <summary>Why BotPerf cannot store what it is told.</summary>
/// <param name="Text">What is wrong and what to do, for people.</param>
/// <param name="IsDisk">The disk's reserve is touched; else a database refuses writes.</param>
internal sealed record StorageTrouble(string Text, bool IsDisk, DateTimeOffset Since);
