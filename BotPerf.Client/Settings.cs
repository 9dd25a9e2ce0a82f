using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using BotPerf.Client.Alerting;
using BotPerf.Client.Collecting;
using BotPerf.Client.Instrumenting;
using BotPerf.Client.Exporting;
using BotPerf.Client.Recording;
using BotPerf.Client.Sending;
using BotPerf.Shared.Protocol;

namespace BotPerf.Client;

/// <summary>
/// The options as they are used: filled from the environment, checked, with the default in place of what is wrong. Pure:
/// the caller brings the environment.
/// </summary>
internal sealed class Settings
{
    public const string UrlVariable = "BOTPERF_URL";
    public const string KeyVariable = "BOTPERF_KEY";
    public const string EnabledVariable = "PERFORMANCE_MONITORING_ENABLED";
    public const string SamplingVariable = "METRICS_SAMPLING_RATE";
    public const string InstanceVariable = "BOTPERF_INSTANCE";
    public const string SpoolVariable = "BOTPERF_SPOOL_FOLDER";
    public const string FileVariable = "METRICS_FILE_PATH";
    public const string PrometheusVariable = "METRICS_PROMETHEUS_PORT";

    private static readonly BotPerfOptions s_defaults = new();

    private readonly SettingsCheck _check = new();
    private readonly BotPerfOptions _options;

    public Settings(BotPerfOptions options, Func<string, string?> environment)
    {
        _options = options.Copy();
        foreach (var problem in options.ConfigurationProblems)
            _check.Tell(problem);
        Enabled = _options.Enabled && IsOn(environment(EnabledVariable));
        Hub = HubOf(environment);
        Key = FirstGiven(_options.Key, environment(KeyVariable));
        DetailRate = RateOf(environment(SamplingVariable));
        Instance = InstanceOf(FirstGiven(_options.Instance, environment(InstanceVariable)));
        MaxQueueAge = _check.Within(nameof(_options.MaxQueueAge), _options.MaxQueueAge, s_defaults.MaxQueueAge,
            TimeSpan.FromMinutes(1), TimeSpan.FromDays(7));
        ShutdownTimeout = _check.Within(nameof(_options.ShutdownTimeout), _options.ShutdownTimeout, s_defaults.ShutdownTimeout,
            TimeSpan.Zero, TimeSpan.FromSeconds(30));
        MaxQueueBytes = _check.Within(nameof(_options.MaxQueueBytes), _options.MaxQueueBytes, s_defaults.MaxQueueBytes,
            1L << 20, 1L << 30);
        Thresholds = new ThresholdSettings(_options.Thresholds, _options.Healing, _check.Tell);
        Collectors = new CollectorSettings(_options.Collectors, _check);
        Instrumentation = new InstrumentationSettings(_options.Instrumentation, _check);
        SpoolFolder = FirstGiven(_options.Spool.Folder, environment(SpoolVariable));
        MaxSpoolBytes = _check.Within("Spool:MaxBytes", _options.Spool.MaxBytes, s_defaults.Spool.MaxBytes, 1L << 20, 64L << 30);
        MaxSpoolAge = _check.Within("Spool:MaxAge", _options.Spool.MaxAge, s_defaults.Spool.MaxAge,
            TimeSpan.FromMinutes(1), TimeSpan.FromDays(14));
        ExportInterval = _check.Within(nameof(_options.ExportInterval), _options.ExportInterval, s_defaults.ExportInterval,
            TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        File = FileOf(environment(FileVariable));
        Prometheus = PrometheusOf(environment(PrometheusVariable));
        if (Enabled)
            CheckKey();
    }

    /// <summary>For people: each names the setting and the rule.</summary>
    public IReadOnlyList<string> Problems => _check.Problems;

    public bool Enabled { get; }

    /// <summary>Null: measured in the process only.</summary>
    public Uri? Hub { get; }
    public string? Key { get; }
    public string Instance { get; }
    public double DetailRate { get; }
    public CollectorSettings Collectors { get; }
    public InstrumentationSettings Instrumentation { get; }
    public TimeSpan MaxQueueAge { get; }
    public TimeSpan ShutdownTimeout { get; }
    public long MaxQueueBytes { get; }

    public ThresholdSettings Thresholds { get; }

    public int? ShardId => _options.ShardId;

    /// <summary>Of this process: one that names its own shard has no other. Null: not known.</summary>
    public int? Shards => _options.ShardId is null ? _options.ShardCount : 1;

    /// <summary>Null: nothing is kept on disk.</summary>
    public string? SpoolFolder { get; }
    public long MaxSpoolBytes { get; }
    public TimeSpan MaxSpoolAge { get; }

    /// <summary>Null: nothing is written to a file.</summary>
    public FileExportOptions? File { get; }

    /// <summary>Null: no endpoint is opened.</summary>
    public PrometheusSettings? Prometheus { get; }
    public TimeSpan ExportInterval { get; }
    public IReadOnlyList<IMetricsExporter> Exporters => [.. _options.Exporters.Where(exporter => exporter is not null)];

    public Privacy Privacy() => new(
        _options.SendGuildIds, _options.SendChannelIds, _options.SendUserIds,
        _options.HashIds ? SHA256.HashData(Encoding.UTF8.GetBytes($"BotPerf ids {Key}")) : null);

    public HelloRequest Hello(Guid session, DateTimeOffset startedAt) => new()
    {
        Instance = Instance,
        Session = session.ToString(),
        Info = new InstanceDetails
        {
            Version = Text(_options.Version ?? VersionOf(Assembly.GetEntryAssembly())),
            Host = Text(Environment.MachineName),
            Library = Text(_options.Library),
            Runtime = RuntimeInformation.FrameworkDescription,
            Sdk = $"BotPerf.Client {VersionOf(typeof(Settings).Assembly)}",
            ShardId = _options.ShardId,
            ShardCount = _options.ShardCount,
            StartedAt = startedAt,
        },
    };

    private static string? Text(string? text) => Texts.Label(text) is { Length: > 0 } clean ? clean : null;

    private static string? VersionOf(Assembly? assembly) =>
        assembly?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    private static string? FirstGiven(string? first, string? second) =>
        string.IsNullOrWhiteSpace(first) ? (string.IsNullOrWhiteSpace(second) ? null : second.Trim()) : first.Trim();

    private bool IsOn(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return true;
        switch (value.Trim().ToUpperInvariant())
        {
            case "TRUE" or "1" or "ON" or "YES":
                return true;
            case "FALSE" or "0" or "OFF" or "NO":
                return false;
            default:
                _check.Tell($"{EnabledVariable} is \"{Texts.Label(value)}\"; it must be true or false. Monitoring stays on.");
                return true;
        }
    }

    /// <summary>The address is that of the ingest hub.</summary>
    public bool IsServer(Uri address) =>
        Hub is not null && address.Authority == Hub.Authority && address.AbsolutePath == Hub.AbsolutePath;

    private Uri? HubOf(Func<string, string?> environment)
    {
        var url = _options.Url;
        if (url is null && FirstGiven(null, environment(UrlVariable)) is { } text && !Uri.TryCreate(text, UriKind.Absolute, out url))
        {
            _check.Tell($"{UrlVariable} is \"{Texts.Label(text)}\"; it must be an address like http://localhost:5080. Nothing is sent.");
            return null;
        }

        if (url is null)
            return null;
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            _check.Tell($"Url is \"{Texts.Label(url.OriginalString)}\"; it must begin with http:// or https://. Nothing is sent.");
            return null;
        }

        return new UriBuilder(url)
        {
            Scheme = url.Scheme == Uri.UriSchemeHttps ? "wss" : "ws",
            Path = url.AbsolutePath.TrimEnd('/') + HubContract.Path,
            Query = "",
            Fragment = "",
        }.Uri;
    }

    private double RateOf(string? variable)
    {
        var name = nameof(_options.DetailSamplingRate);
        var rate = _options.DetailSamplingRate;
        if (rate is null && !string.IsNullOrWhiteSpace(variable))
        {
            name = SamplingVariable;
            rate = double.TryParse(variable, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : double.NaN;
        }

        if (rate is null or (>= 0 and <= 1))
            return rate ?? 1;
        _check.Tell($"{name} must be a number from 0 to 1. Everything is kept.");
        return 1;
    }

    private string InstanceOf(string? instance)
    {
        if (string.IsNullOrWhiteSpace(instance))
            return WireLimits.DefaultInstance;
        if (instance.Length > WireLimits.MaxInstanceLength)
            _check.Tell($"Instance has {instance.Length} characters; at most {WireLimits.MaxInstanceLength} are allowed. It is cut.");
        return Texts.Clean(instance.Trim(), WireLimits.MaxInstanceLength);
    }

    private FileExportOptions? FileOf(string? variable)
    {
        var file = _options.File;
        file.Path = FirstGiven(file.Path, variable);
        file.MaxFileBytes = _check.Within("File:MaxFileBytes", file.MaxFileBytes, s_defaults.File.MaxFileBytes, 1L << 10, 1L << 40);
        file.MaxFiles = _check.Within("File:MaxFiles", file.MaxFiles, s_defaults.File.MaxFiles, 1, 1_000);
        return file.Path is null ? null : file;
    }

    private PrometheusSettings? PrometheusOf(string? variable)
    {
        var port = _options.Prometheus.Port;
        var name = "Prometheus:Port";
        if (port is null && !string.IsNullOrWhiteSpace(variable))
        {
            name = PrometheusVariable;
            port = int.TryParse(variable, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : -1;
        }

        if (port is null)
            return null;
        if (port is < 1 or > 65_535)
        {
            _check.Tell($"{name} must be a port, 1 to 65535. No endpoint for Prometheus is opened.");
            return null;
        }

        return new PrometheusSettings(port.Value, FirstGiven(_options.Prometheus.Address, null) switch
        {
            null or "localhost" or "127.0.0.1" => ["localhost", "127.0.0.1"],
            "0.0.0.0" or "*" or "+" => ["*"],
            var address => [address],
        });
    }

    private void CheckKey()
    {
        if (Hub is null && !_check.Problems.Any(problem => problem.Contains(nameof(_options.Url), StringComparison.OrdinalIgnoreCase)))
            _check.Tell($"No server is set ({UrlVariable} or Url). Everything is measured in this process only.");
        else if (Hub is not null && Key is null)
            _check.Tell($"No ingest key is set ({KeyVariable} or Key). Everything is measured in this process only.");
        else if (Hub is not null && Key!.Any(c => c is <= ' ' or > '~'))
            _check.Tell($"The ingest key ({KeyVariable} or Key) has characters that no key has. Copy it again from the page \"Bots and keys\".");
    }

    /// <summary>There is somewhere to send to, and a key that can be sent.</summary>
    public bool CanSend => Hub is not null && Key is not null && !Key.Any(c => c is <= ' ' or > '~');
}
