using System.Net;
using System.Net.Sockets;

namespace BotPerf.Web.Delivery;

/// <summary>
/// Which addresses a message may go to that the configuration has not allowed by name: public ones. Pure. The ranges are
/// those of the IANA special-purpose registries (RFC 6890), and what clouds answer their machines at.
/// </summary>
internal static class AddressRules
{
    private static readonly IPNetwork[] s_closed =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
            "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
            "::/96", "::1/128", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10",
            "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork s_nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork s_localNat64 = IPNetwork.Parse("64:ff9b:1::/48");
    private static readonly IPNetwork s_6To4 = IPNetwork.Parse("2002::/16");

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return IsPublic(address.MapToIPv4());
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            var bytes = address.GetAddressBytes();
            if (s_localNat64.Contains(address))
                return false;
            // An IPv4 address in other clothes is judged as what it is.
            if (s_nat64.Contains(address))
                return IsPublic(new IPAddress(bytes.AsSpan(12, 4)));
            if (s_6To4.Contains(address))
                return IsPublic(new IPAddress(bytes.AsSpan(2, 4)));
            address = new IPAddress(bytes);
        }

        return !s_closed.Any(range => range.Contains(address));
    }
}
