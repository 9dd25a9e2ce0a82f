namespace BotPerf.Web.Access;

/// <summary>What an API token may do. Each is the role of a person, and every scope may do what those before it may.</summary>
internal static class Scopes
{
    public const string Read = "read";
    public const string Operate = "operate";
    public const string Admin = "admin";

    public static readonly IReadOnlyList<string> All = [Read, Operate, Admin];

    public static string RoleOf(string scope) => scope switch
    {
        Read => Roles.Viewer,
        Operate => Roles.Operator,
        Admin => Roles.Admin,
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, null),
    };
}
