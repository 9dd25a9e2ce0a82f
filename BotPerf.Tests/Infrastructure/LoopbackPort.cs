using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace BotPerf.Tests.Infrastructure;

/// <summary>Ports of this machine: one that is free, and those a process listens on.</summary>
internal static class LoopbackPort
{
    private const string Established = "01";
    private const string Listening = "0A";

    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Every TCP address a process listens on, read from the kernel's own tables (Linux).</summary>
    public static IReadOnlyList<IPEndPoint> ListenedOnBy(int processId) => LocalEndsOf(processId, Listening);

    /// <summary>How many connections a process holds that came in on a port.</summary>
    public static int ConnectionsTo(int processId, int port) =>
        LocalEndsOf(processId, Established).Count(local => local.Port == port);

    private static IReadOnlyList<IPEndPoint> LocalEndsOf(int processId, string state)
    {
        var sockets = SocketsOf(processId);
        return [.. new[] { "/proc/net/tcp", "/proc/net/tcp6" }
            .Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(field => field.Length > 9 && field[3] == state && sockets.Contains(field[9]))
            .Select(field => Parse(field[1]))];
    }

    private static HashSet<string> SocketsOf(int processId)
    {
        var inodes = new HashSet<string>();
        foreach (var descriptor in new DirectoryInfo($"/proc/{processId}/fd").EnumerateFiles())
        {
            if (descriptor.LinkTarget is ['s', 'o', 'c', 'k', 'e', 't', ':', '[', .. var inode, ']'])
                inodes.Add(inode);
        }

        return inodes;
    }

    /// <summary>"0100007F:13D8": groups of four bytes in the machine's order, then the port.</summary>
    private static IPEndPoint Parse(string text)
    {
        var (address, port) = (text[..text.IndexOf(':')], text[(text.IndexOf(':') + 1)..]);
        var bytes = Convert.FromHexString(address);
        for (var group = 0; group < bytes.Length; group += 4)
            Array.Reverse(bytes, group, 4);
        return new IPEndPoint(new IPAddress(bytes), int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
