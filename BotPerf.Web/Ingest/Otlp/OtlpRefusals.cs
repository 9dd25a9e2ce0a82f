namespace BotPerf.Web.Ingest.Otlp;

/// <summary>The data points of an export that were not taken, and the first few reasons.</summary>
internal sealed class OtlpRefusals
{
    private const int MostReasons = 5;
    private const int LongestName = 100;

    private readonly List<string> _reasons = [];
    private bool _more;

    public long Count { get; private set; }

    public string Message => string.Join(' ', _reasons) + (_more ? " …" : "");

    public void Add(string metric, Fault fault, long points = 1)
    {
        if (points == 0)
            return;

        Count += points;
        Tell($"{fault.Code}: '{OtlpAttributes.Cut(metric, LongestName)}' {fault.Message}");
    }

    /// <summary>Something the sender should know although its points were taken.</summary>
    public void Tell(string reason)
    {
        if (_reasons.Contains(reason))
            return;
        if (_reasons.Count < MostReasons)
            _reasons.Add(reason);
        else
            _more = true;
    }

    public void Add(OtlpRefusals others)
    {
        Count += others.Count;
        _more |= others._more;
        others._reasons.ForEach(Tell);
    }
}
