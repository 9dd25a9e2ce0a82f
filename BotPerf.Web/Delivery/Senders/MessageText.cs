using System.Globalization;
using System.Text;

namespace BotPerf.Web.Delivery.Senders;

/// <summary>What is the same in the messages of all kinds. Pure.</summary>
internal static class MessageText
{
    private const int EarlierLines = 10;

    /// <summary>The notice's text, and a line for what the message tells too.</summary>
    public static string Body(Parcel parcel)
    {
        var text = new StringBuilder(parcel.Notice.Text);
        // The text of a summary names what it sums up.
        if (parcel.Notice.Kind == SummaryBuilder.Kind)
            return text.ToString();
        foreach (var earlier in parcel.Earlier.TakeLast(EarlierLines))
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? "\n" : "")}Before that, {earlier.At.UtcDateTime:HH:mm} UTC: {earlier.Title}");
        return text.ToString();
    }

    /// <summary>24 bits, red first.</summary>
    public static int Color(NoticeTone tone) => tone switch
    {
        NoticeTone.Good => 0x2E9E5B,
        NoticeTone.Info => 0x3B82C4,
        NoticeTone.Warning => 0xD9A400,
        NoticeTone.High => 0xE06C1F,
        _ => 0xC62F3B,
    };

    public static string ColorText(NoticeTone tone) => "#" + Color(tone).ToString("x6", CultureInfo.InvariantCulture);
}
