using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace BotPerf.Web.Delivery;

/// <summary>Addresses and secrets as they lie in the database: one encrypted JSON object.</summary>
internal sealed class SettingsVault(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("BotPerf.Delivery");

    public string Close(IReadOnlyDictionary<string, string> settings) => _protector.Protect(JsonSerializer.Serialize(settings));

    /// <summary>Null when the server's keys are not those that it was encrypted with.</summary>
    public Dictionary<string, string>? Open(string closed)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(_protector.Unprotect(closed));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
