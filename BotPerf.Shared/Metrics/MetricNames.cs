namespace BotPerf.Shared.Metrics;

/// <summary>The well-known metrics, named as they are stored: Prometheus style, base units.</summary>
internal static class MetricNames
{
    // Commands: histogram, counter, histogram; labels command, module, kind.
    public const string CommandDuration = "command_duration_seconds";
    public const string CommandErrors = "command_errors_total";
    public const string CommandAck = "command_ack_seconds";

    /// <summary>Counter: acknowledged later than Discord's 3 seconds; the labels of the command.</summary>
    public const string AckDeadlineMisses = "command_ack_deadline_misses_total";

    // Messages: histogram, counter; label channel_type.
    public const string MessageDuration = "message_duration_seconds";
    public const string MessageErrors = "message_errors_total";

    // Database: histogram, counter; label type.
    public const string QueryDuration = "database_query_duration_seconds";
    public const string QueryErrors = "database_query_errors_total";

    // Data stores: histogram, counters; labels store, operation.
    public const string StoreDuration = "data_store_operation_duration_seconds";
    public const string StoreErrors = "data_store_operation_errors_total";
    public const string StoreBytes = "data_store_operation_bytes_total";

    // Calls of other services: histogram, counter; label service.
    public const string ApiCallDuration = "api_call_duration_seconds";
    public const string ApiCallErrors = "api_call_errors_total";

    // Outgoing HTTP: histogram {host, method, status}, counter {host}.
    public const string HttpDuration = "http_client_request_duration_seconds";
    public const string HttpRateLimited = "http_client_rate_limited_total";

    public const string WebSocketLatency = "websocket_latency_seconds";

    // The gateway: gauges and counters; label connection.
    public const string HeartbeatAge = "gateway_heartbeat_age_seconds";
    public const string DispatchAge = "gateway_dispatch_age_seconds";
    public const string GatewayReady = "gateway_ready_total";
    public const string GatewayResumed = "gateway_resumed_total";
    public const string GatewayDisconnected = "gateway_disconnected_total";
    public const string EventLoopLag = "event_loop_lag_seconds";

    public const string HeapBytes = "memory_heap_bytes";
    public const string RssBytes = "memory_rss_bytes";
    public const string VirtualBytes = "memory_virtual_bytes";
    public const string SharedBytes = "memory_shared_bytes";

    /// <summary>What the process may use: its container's limit, else the machine's memory.</summary>
    public const string MemoryLimit = "memory_limit_bytes";
    public const string CpuPercent = "cpu_usage_percent";
    public const string Threads = "threads";
    public const string OpenFiles = "open_files";
    public const string GcCollections = "gc_collections_total";
    public const string GcPause = "gc_pause_seconds_total";
    public const string PoolThreads = "threadpool_threads";
    public const string PoolQueue = "threadpool_queue_length";
    public const string LockContentions = "lock_contentions_total";
    public const string Exceptions = "exceptions_total";
    public const string Uptime = "uptime_seconds";

    public const string SystemCpu = "system_cpu_percent";
    public const string SystemLoad = "system_load1";
    public const string SystemMemoryTotal = "system_memory_total_bytes";
    public const string SystemMemoryAvailable = "system_memory_available_bytes";
    public const string SystemMemoryCached = "system_memory_cached_bytes";
    public const string SystemSwapUsed = "system_memory_swap_used_bytes";

    // Disks: gauges {mount}, and counters over all.
    public const string DiskUsed = "system_disk_used_bytes";
    public const string DiskTotal = "system_disk_total_bytes";
    public const string DiskRead = "system_disk_read_bytes_total";
    public const string DiskWritten = "system_disk_write_bytes_total";

    public const string NetworkReceived = "system_network_receive_bytes_total";
    public const string NetworkSent = "system_network_transmit_bytes_total";

    public const string ProbeDuration = "network_probe_seconds";
    public const string ProbeUp = "network_probe_up";

    public const string RateLimitUsed = "rate_limit_used";
    public const string RateLimitMax = "rate_limit_max";
    public const string RateLimitReset = "rate_limit_reset_seconds";

    public const string PoolActive = "pool_active";
    public const string PoolIdle = "pool_idle";
    public const string PoolWaiting = "pool_waiting";
    public const string PoolWait = "pool_wait_seconds";

    public const string CacheHits = "cache_hits_total";
    public const string CacheMisses = "cache_misses_total";
    public const string CacheEvictions = "cache_evictions_total";
    public const string CacheEntries = "cache_entries";
    public const string CacheBytes = "cache_bytes";

    public const string CircuitState = "circuit_state";

    public const string Guilds = "guilds";
    public const string Users = "users";
    public const string Channels = "channels";
    public const string ShardsConnected = "shards_connected";
    public const string ShardsConfigured = "shards_configured";
    public const string CommandsRegistered = "commands_registered";
    public const string ModulesLoaded = "modules_loaded";
    public const string ActiveConversations = "active_conversations";
    public const string QueueLength = "queue_length";

    /// <summary>Gauge {severity}: alerts of the bot's own thresholds that hold, acknowledged ones too.</summary>
    public const string AlertsActive = "alerts_active";

    /// <summary>Counter {what, reason}: what the bot's SDK recorded and could not deliver.</summary>
    public const string ClientDropped = "client_dropped_total";
}

/// <summary>The names of labels that BotPerf itself sets.</summary>
internal static class LabelNames
{
    public const string Command = "command";
    public const string Module = "module";
    public const string Kind = "kind";
    public const string ChannelType = "channel_type";
    public const string Type = "type";
    public const string Connection = "connection";
    public const string Generation = "generation";
    public const string Bucket = "bucket";
    public const string Pool = "pool";
    public const string Cache = "cache";
    public const string Circuit = "circuit";
    public const string State = "state";
    public const string Store = "store";
    public const string Operation = "operation";
    public const string Service = "service";
    public const string Host = "host";
    public const string Method = "method";
    public const string Status = "status";
    public const string Scope = "scope";
    public const string Mount = "mount";
    public const string Target = "target";
    public const string What = "what";
    public const string Reason = "reason";
    public const string Severity = "severity";
}
