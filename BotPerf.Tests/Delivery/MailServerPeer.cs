using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using BotPerf.Tests.Infrastructure;

namespace BotPerf.Tests.Delivery;

/// <summary>A real SMTP server (npm's smtp-server) on the loopback.</summary>
internal sealed class MailServerPeer : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private MailServerPeer(ChildProcess process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>What it took, as it came over the wire.</summary>
    public IReadOnlyList<ReceivedLetter> Letters => [.. Said().Where(said => said.TryGetProperty("letter", out _)).Select(said => new ReceivedLetter(
        [.. said.GetProperty("to").EnumerateArray().Select(to => to.GetString()!)], said.GetProperty("secure").GetBoolean(),
        said.GetProperty("letter").GetString()!))];

    /// <summary>The same, when there are at least so many: it tells of a letter a moment after it has taken it.</summary>
    public async Task<IReadOnlyList<ReceivedLetter>> LettersAsync(int count)
    {
        await Eventually.TrueAsync($"{count} letters have come", () => Letters.Count >= count);
        return Letters;
    }

    /// <summary>Who signed in.</summary>
    public IReadOnlyList<string> Users => [.. Said().Where(said => said.TryGetProperty("user", out _)).Select(said => said.GetProperty("user").GetString()!)];

    public static async Task<MailServerPeer> StartAsync(
        bool startTls = false, bool asksForAPassword = false, string? certificateFile = null, bool hangsUpAtFirst = false)
    {
        string[] arguments = [RepositoryFolder.File("BotPerf.Tests", "Peers", "mail-server.mjs"), startTls ? "starttls" : asksForAPassword ? "password" : hangsUpAtFirst ? "rude" : "plain", .. startTls ? Certificate(certificateFile) : []];
        var process = ChildProcess.Start("node", arguments);
        var line = await process.WaitForLineAsync(text => text.StartsWith('{'), "the mail server listens");
        return new MailServerPeer(process, JsonDocument.Parse(line).RootElement.GetProperty("port").GetInt32());
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private IEnumerable<JsonElement> Said() =>
        _process.Lines.Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement);

    /// <summary>One that nobody has reason to trust, unless they are given it.</summary>
    private static string[] Certificate(string? file)
    {
        using var key = RSA.Create(2_048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        if (file is not null)
            File.WriteAllText(file, certificate.ExportCertificatePem());
        return [Base64(key.ExportPkcs8PrivateKeyPem()), Base64(certificate.ExportCertificatePem())];
    }

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(text));
}

/// <param name="IsSecure">It came over TLS.</param>
/// <param name="Text">Headers and body.</param>
internal sealed record ReceivedLetter(IReadOnlyList<string> To, bool IsSecure, string Text)
{
    public string? Header(string name) => Text.Split("\r\n\r\n")[0].Replace("\r\n ", " ", StringComparison.Ordinal).Split("\r\n")
        .FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];
}
