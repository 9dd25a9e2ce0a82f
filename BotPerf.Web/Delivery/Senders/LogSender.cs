namespace BotPerf.Web.Delivery.Senders;

/// <summary>Writes notices to the server's own log, each in one line without control characters.</summary>
internal sealed class LogSender(ILogger<LogSender> log) : IChannelSender
{
    private const int MaxLength = 2_000;

    public ChannelKind Kind { get; } = new("log", "Log", "A line in the server's own log for each message.", []);

    public Task<SendResult> SendAsync(Parcel parcel, CancellationToken cancellationToken)
    {
        var notice = parcel.Notice;
        string[] parts =
        [
            notice.Title, notice.Text, .. notice.Fields.Select(field => $"{field.Name}: {field.Value}"),
            .. parcel.Earlier.Select(earlier => $"before that: {earlier.Title}"), parcel.Link?.ToString() ?? "",
        ];
        var text = TextCut.OneLine(string.Join(" | ", parts.Where(part => part.Length > 0)), MaxLength);
        var tone = notice.Tone.ToString();
        if (notice.Tone >= NoticeTone.Warning)
            log.ToldBad(TextCut.OneLine(notice.Kind, 16), tone, text);
        else
            log.Told(TextCut.OneLine(notice.Kind, 16), tone, text);
        return Task.FromResult(new SendResult(SendOutcome.Delivered, "Written."));
    }
}
