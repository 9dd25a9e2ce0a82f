using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace BotPerf.Web.Api;

/// <summary>A list as every call answers it.</summary>
/// <param name="Items">The items of this page.</param>
/// <param name="Next">The cursor of the next page; null on the last one.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>What <c>?limit=&amp;cursor=</c> ask for.</summary>
/// <param name="Limit">1 to 500.</param>
/// <param name="After">What the caller put into the cursor: the key of the last item sent. Null: from the start.</param>
internal sealed record Paging(int Limit, string? After)
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 500;

    // Told from other cursors to come, and from base64 that just happens to be some.
    private const string Mark = "1:";

    /// <exception cref="Refused">A limit outside its range, or a cursor that no answer held.</exception>
    public static Paging Of(string? limit, string? cursor)
    {
        var size = DefaultLimit;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out size)
            || size is < 1 or > MaxLimit))
            throw Refused.Field("limit", $"has to be a whole number from 1 to {MaxLimit}");

        return new Paging(size, cursor is null ? null : Read(cursor));
    }

    /// <summary>The key as a number, for lists that are ordered by one.</summary>
    /// <exception cref="Refused">The cursor is of another list.</exception>
    public long? AfterNumber => After is null ? null
        : long.TryParse(After, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw WrongCursor();

    /// <summary>The page of <paramref name="found"/>, which holds up to one item more than the limit.</summary>
    public Page<T> Cut<T>(IReadOnlyList<T> found, Func<T, string> key) => found.Count <= Limit
        ? new Page<T>(found, null)
        : new Page<T>([.. found.Take(Limit)], CursorOf(key(found[Limit - 1])));

    /// <exception cref="Refused">Always to be thrown: the cursor does not fit the list.</exception>
    public static Refused WrongCursor() =>
        Refused.Field("cursor", "has to be the next of an answer of this call, unchanged");

    /// <summary>For lists that are not cut from what was found.</summary>
    public static string CursorOf(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Mark + key));

    private static string Read(string cursor)
    {
        if (cursor.Length > 500 || !Base64Url.IsValid(cursor))
            throw WrongCursor();

        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        return text.StartsWith(Mark, StringComparison.Ordinal) ? text[Mark.Length..] : throw WrongCursor();
    }
}
