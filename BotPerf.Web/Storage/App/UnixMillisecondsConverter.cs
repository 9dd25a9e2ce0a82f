using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BotPerf.Web.Storage.App;

/// <summary>Times as UTC milliseconds since 1970.</summary>
internal sealed class UnixMillisecondsConverter() : ValueConverter<DateTimeOffset, long>(
    time => time.ToUnixTimeMilliseconds(), number => DateTimeOffset.FromUnixTimeMilliseconds(number));
