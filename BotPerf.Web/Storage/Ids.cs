using System.Globalization;

namespace BotPerf.Web.Storage;

/// <summary>A bot, as a team created it. What it is called may change; this does not.</summary>
public readonly record struct BotId(int Value)
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A named process, shard or cluster of a bot.</summary>
public readonly record struct InstanceId(int Value)
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
