using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.RegularExpressions;
using BotPerf.Shared.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace BotPerf.Web.Ingest;

/// <summary>
/// SignalR's JSON protocol, but for messages that are too large. SignalR ends the connection over one, and a bot that
/// sends one would reconnect and send it again for ever; this passes over it, keeping no more of it than its ends, and
/// answers the call with an error, so that the connection goes on. A call with arguments that it does not take is told so.
/// </summary>
internal sealed partial class OversizeTolerantProtocol(int maxMessageBytes) : IHubProtocol
{
    private const byte Separator = 0x1E;
    private const int EndBytes = 512;

    private readonly JsonHubProtocol _json = new();

    // A binder belongs to one connection and lives as long.
    private readonly ConditionalWeakTable<IInvocationBinder, Skipping> _skipping = [];

    public string Name => _json.Name;
    public int Version => _json.Version;
    public TransferFormat TransferFormat => _json.TransferFormat;

    public bool IsVersionSupported(int version) => _json.IsVersionSupported(version);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _json.GetMessageBytes(message);

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => _json.WriteMessage(message, output);

    public bool TryParseMessage(
        ref ReadOnlySequence<byte> input, IInvocationBinder binder, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out HubMessage? message)
    {
        if (!_skipping.TryGetValue(binder, out var skipping))
        {
            if (_json.TryParseMessage(ref input, binder, out message))
            {
                message = WithReason(message);
                return true;
            }

            if (input.Length < maxMessageBytes)
                return false;

            _skipping.Add(binder, skipping = new Skipping(Ends(input, fromStart: true)));
        }

        if (input.PositionOf(Separator) is not { } end)
        {
            // More of it is to come. A ping changes nothing, and lets SignalR go on reading.
            skipping.Tail = Ends(input, fromStart: false);
            input = input.Slice(input.End);
            message = PingMessage.Instance;
            return true;
        }

        var tail = skipping.Tail + Ends(input.Slice(0, end), fromStart: false);
        _skipping.Remove(binder);
        input = input.Slice(input.GetPosition(1, end));
        message = new InvocationBindingFailureMessage(
            CallId(skipping.Head) ?? CallId(tail), "ingest",
            ExceptionDispatchInfo.Capture(new HubException(
                $"{IngestOutcome.Refused.TooLarge}: The message has more than {maxMessageBytes} bytes, and a frame may have {WireLimits.MaxFrameBytes}. Split it.")));
        return true;
    }

    /// <summary>SignalR tells the caller of a HubException alone why its arguments were not taken.</summary>
    private static HubMessage WithReason(HubMessage message) => message is InvocationBindingFailureMessage failed
        ? new InvocationBindingFailureMessage(failed.InvocationId, failed.Target, ExceptionDispatchInfo.Capture(
            new HubException($"{IngestOutcome.Refused.Malformed}: {failed.Target} does not take these arguments.")))
        : message;

    private static string Ends(in ReadOnlySequence<byte> bytes, bool fromStart)
    {
        var length = Math.Min(EndBytes, bytes.Length);
        return Encoding.UTF8.GetString(fromStart ? bytes.Slice(0, length) : bytes.Slice(bytes.Length - length));
    }

    // .NET writes the call's number before the arguments, JavaScript behind them.
    private static string? CallId(string text) => InvocationId().Match(text) is { Success: true } match ? match.Groups["id"].Value : null;

    [GeneratedRegex("\"invocationId\":\"(?<id>[^\"]{1,64})\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InvocationId();

    private sealed class Skipping(string head)
    {
        public string Head => head;
        public string Tail { get; set; } = "";
    }
}
