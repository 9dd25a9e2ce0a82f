namespace BotPerf.Web.Digests.Content;

/// <summary>From a moment up to another, without it.</summary>
internal readonly record struct Span(DateTimeOffset From, DateTimeOffset To)
{
    public TimeSpan Length => To - From;
}

/// <summary>Times that follow each other and do not touch. Pure.</summary>
internal static class Spans
{
    /// <summary>Times that may overlap, as one: what two of them say counts once.</summary>
    public static List<Span> Together(IEnumerable<Span> some)
    {
        var all = new List<Span>();
        foreach (var span in some.Where(span => span.To > span.From).OrderBy(span => span.From))
        {
            if (all is [.., var last] && span.From <= last.To)
                all[^1] = last with { To = span.To > last.To ? span.To : last.To };
            else
                all.Add(span);
        }

        return all;
    }

    /// <summary>What is left of some when others are taken out.</summary>
    public static List<Span> Without(IReadOnlyList<Span> some, IReadOnlyList<Span> others)
    {
        var (left, next) = (new List<Span>(), 0);
        foreach (var span in some)
        {
            var from = span.From;
            while (next < others.Count && others[next].To <= from)
                next++;
            for (var i = next; i < others.Count && others[i].From < span.To; i++)
            {
                if (others[i].From > from)
                    left.Add(new Span(from, others[i].From));
                from = others[i].To > from ? others[i].To : from;
            }

            if (from < span.To)
                left.Add(span with { From = from });
        }

        return left;
    }

    public static TimeSpan Length(IEnumerable<Span> spans) => spans.Aggregate(TimeSpan.Zero, (sum, span) => sum + span.Length);
}
