using BotPerf.Web.Storage.App;
using Microsoft.Extensions.Options;

namespace BotPerf.Web.Delivery;

/// <summary>Makes a row into a parcel and hands it to the sender of its kind. What comes back is fit for the log.</summary>
internal sealed class Courier(
    OutboxLedger ledger, ChannelStore channels, ChannelKinds kinds, IOptions<PublicUrlOptions> server, ILogger<Courier> log)
{
    public const int MaxWords = 500;

    /// <summary>Of a message that tells more, the newest.</summary>
    public const int MaxEarlier = 50;

    private const string LastOfHour =
        "The channel's hourly budget is used up with this message; what comes now is told in one message later.";

    public async Task<SendResult> CarryAsync(
        Channel channel, OutboxRow row, bool isLastOfHour, CancellationToken cancellationToken)
    {
        if (kinds.SenderOf(channel.Kind) is not { } sender)
            return new SendResult(SendOutcome.Refused, $"This server has no channels of kind {channel.Kind}.");
        if (channels.SettingsOf(channel.Id) is not { } settings)
            return new SendResult(SendOutcome.Refused, "The channel's settings cannot be decrypted with this server's keys: enter them again.");

        var notice = NoticeJson.Read(row.Notice);
        var earlier = await ledger.MergedAsync(row.Id, MaxEarlier, cancellationToken);
        var thread = await ledger.ThreadMessageAsync(channel.Id, row.Thread, cancellationToken);
        var parcel = new Parcel(
            row.DeliveryId, settings,
            isLastOfHour ? notice with { Text = $"{notice.Text}\n{LastOfHour}".TrimStart('\n') } : notice,
            [.. earlier.Select(NoticeJson.Read)], thread)
        { Link = server.Value.Absolute(notice.Link) };
        var result = await SendAsync(sender, parcel, cancellationToken);
        var secrets = sender.Kind.Fields.Where(field => field.IsSecret).Select(field => parcel.Setting(field.Name));
        return result with { Words = TextCut.OneLine(Secret.Remove(result.Words, secrets), MaxWords) };
    }

    private async Task<SendResult> SendAsync(IChannelSender sender, Parcel parcel, CancellationToken cancellationToken)
    {
        try
        {
            return await sender.SendAsync(parcel, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A handler's own fault must not end the lane.
            log.SenderFailed(sender.Kind.Word, error);
            return new SendResult(SendOutcome.Unknown, $"The sender failed: {error.Message}");
        }
    }
}
