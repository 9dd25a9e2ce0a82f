namespace BotPerf.Web.Access;

/// <summary>What a person may do. One role each; every role may do what those before it may.</summary>
internal static class Roles
{
    /// <summary>Looks.</summary>
    public const string Viewer = "viewer";

    /// <summary>Looks and acts: acknowledges, silences.</summary>
    public const string Operator = "operator";

    /// <summary>Everything: bots, keys, people, settings.</summary>
    public const string Admin = "admin";

    public static readonly IReadOnlyList<string> All = [Viewer, Operator, Admin];
}

/// <summary>Names of the authorization policies. Without one, an endpoint asks for anybody who is signed in.</summary>
internal static class Policies
{
    /// <summary>A person, whatever they may do: for what everybody has of their own.</summary>
    public const string Viewer = "viewer";

    /// <summary>A person who may act.</summary>
    public const string Operator = "operator";

    /// <summary>A person who may change bots, keys and people.</summary>
    public const string Admin = "admin";

    /// <summary>A person, or a program with a token, who may look. What programs reach asks for one of these three.</summary>
    public const string ApiRead = "api-read";

    /// <summary>An operator, or a token with the scope operate.</summary>
    public const string ApiOperate = "api-operate";

    /// <summary>An administrator, or a token with the scope admin.</summary>
    public const string ApiAdmin = "api-admin";
}
