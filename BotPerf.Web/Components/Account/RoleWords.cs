using BotPerf.Web.Access;

namespace BotPerf.Web.Components.Account;

internal static class RoleWords
{
    /// <summary>What a role may do, in half a sentence.</summary>
    public static string Of(string role) => role switch
    {
        Roles.Viewer => "looks",
        Roles.Operator => "looks and acts: alerts, silences, settings and healing of bots",
        _ => "everything: rules, channels, bots, keys, people",
    };
}
