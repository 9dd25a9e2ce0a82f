namespace BotPerf.Web.Insights.Deploys;

/// <summary>What is compared around a deploy. Pure.</summary>
/// <param name="Length">Of each side; zero: there is no time to compare.</param>
/// <param name="BeforeFrom">The beginning of the time before.</param>
/// <param name="BeforeTo">Exclusive: the minute of the deploy.</param>
/// <param name="AfterFrom">The minute after the last instance had it.</param>
/// <param name="IsGrowing">It ends now, and will be longer later.</param>
internal sealed record DeployWindows(
    TimeSpan Length, DateTimeOffset BeforeFrom, DateTimeOffset BeforeTo, DateTimeOffset AfterFrom, DateTimeOffset AfterTo, bool IsGrowing)
{
    /// <summary>A day has all of its hours on both sides.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The deploy before it, and the one after; null: there is none.</summary>
    public static DeployWindows Of(Deploy deploy, Deploy? before, Deploy? after, DateTimeOffset now)
    {
        var (beforeTo, afterFrom) = (Minute(deploy.At), Minute(deploy.Until).AddMinutes(1));
        var end = Minute(after is { } next && next.At < now ? next.At : now);
        var length = new[]
        {
            Longest, end - afterFrom, before is { } last ? beforeTo - Minute(last.Until).AddMinutes(1) : Longest,
        }.Min();
        if (length < TimeSpan.Zero)
            length = TimeSpan.Zero;
        return new DeployWindows(
            length, beforeTo - length, beforeTo, afterFrom, afterFrom + length, after is null && length < Longest && length >= end - afterFrom);
    }

    private static DateTimeOffset Minute(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds() / 60 * 60);
}
