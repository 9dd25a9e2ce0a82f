namespace BotPerf.Web.Ingest;

/// <summary>How a request to heal went on one connection.</summary>
public enum HealState
{
    /// <summary>The healer ran and says that it helped.</summary>
    Healed,

    /// <summary>The healer ran and says that it did not.</summary>
    Failed,

    /// <summary>There is no open connection of the instance, or it ended before the answer.</summary>
    NotConnected,

    /// <summary>The instance has registered no healer of that name.</summary>
    NoSuchHealer,

    /// <summary>The bot was asked and said nothing in 30 seconds.</summary>
    NoAnswer,
}

/// <param name="Detail">The bot's own words, cleaned and cut; empty without an answer.</param>
public sealed record HealOutcome(string Instance, HealState State, string Detail);
