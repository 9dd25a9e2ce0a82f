namespace BotPerf.Tests.Storage.Telemetry;

/// <summary>What a failing disk or a program gone wrong makes of bytes: cut off, or some of them others.</summary>
internal static class Damage
{
    public static byte[] Of(byte[] whole, Random random)
    {
        var damaged = random.Next(3) == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
        for (var i = random.Next(4); i > 0 && damaged.Length > 0; i--)
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
        return damaged;
    }
}
