using BotPerf.Web.Storage.App;

namespace BotPerf.Web.Access;

/// <summary>Who knocks, before it is known who it is.</summary>
/// <param name="Address">The network address.</param>
/// <param name="Device">Browser and system, as the browser calls itself.</param>
internal sealed record Caller(string Address, string Device)
{
    public static Caller Of(HttpContext http) => new(AddressOf(http), DeviceName.Of(http.Request.Headers.UserAgent.ToString()));

    private static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
        var address => address.ToString(),
    };

    /// <summary>Lets the audit trail know where a request came from; a circuit's acts follow its connection.</summary>
    public static Task RememberAsync(HttpContext http, RequestDelegate next)
    {
        AuditTrail.CallerAddress = AddressOf(http);
        return next(http);
    }
}
