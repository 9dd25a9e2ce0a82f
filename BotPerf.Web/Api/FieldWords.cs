using System.Collections.Frozen;

namespace BotPerf.Web.Api;

/// <summary>What fields mean that are called alike in every shape; a shape's own comment goes before it.</summary>
internal static class FieldWords
{
    private static readonly FrozenDictionary<string, string> s_words = new Dictionary<string, string>
    {
        ["name"] = "What it is called.",
        ["bot"] = "The bot's number.",
        ["instance"] = "The instance's name.",
        ["command"] = "The command's name.",
        ["module"] = "The module (cog) it belongs to; empty without one.",
        ["kind"] = "How it was called: slash, prefix, button, …; empty when it is not known.",
        ["type"] = "Its type.",
        ["message"] = "For people.",
        ["status"] = "waiting, live, late, offline or stopped.",
        ["metric"] = "The stored name.",
        ["unit"] = "s, B, percent or empty.",
        ["version"] = "The bot's own version.",
        ["at"] = "When.",
        ["t"] = "The beginning of the step.",
        ["from"] = "The beginning.",
        ["to"] = "The end, exclusive.",
        ["lastSeen"] = "When the server last heard of it.",
        ["lastUsed"] = "To the minute.",
        ["stepSeconds"] = "Seconds from one point to the next.",
        ["count"] = "How many.",
        ["deadlineMisses"] = "How many were acknowledged later than Discord's 3 seconds, within 1 % of that time; null when the bot tells no times of acknowledgement.",
        ["errors"] = "How many of them failed.",
        ["errorRate"] = "The part that failed, 0 to 1.",
        ["ratePerMinute"] = "How many a minute.",
        ["commandsPerMinute"] = "Executions over the last full 60 seconds.",
        ["success"] = "It went well.",
        ["sum"] = "Of all values.",
        ["last"] = "The last value.",
        ["avg"] = "The average.",
        ["min"] = "The smallest value.",
        ["max"] = "The largest value.",
        ["p50"] = "Half of the values are not above it; within 1 %.",
        ["p90"] = "90 % of the values are not above it; within 1 %.",
        ["p95"] = "95 % of the values are not above it; within 1 %.",
        ["p99"] = "99 % of the values are not above it; within 1 %.",
        ["durationMs"] = "How long it took, milliseconds.",
        ["avgMs"] = "The average, milliseconds.",
        ["minMs"] = "The shortest, milliseconds.",
        ["maxMs"] = "The longest, milliseconds.",
        ["p50Ms"] = "Half of them took no longer, milliseconds; within 1 %.",
        ["p90Ms"] = "90 % of them took no longer, milliseconds; within 1 %.",
        ["p95Ms"] = "95 % of them took no longer, milliseconds; within 1 %.",
        ["p99Ms"] = "99 % of them took no longer, milliseconds; within 1 %.",
        ["cpuPercent"] = "CPU of the process, 100 for one busy core; null without evidence.",
        ["rssBytes"] = "Resident memory; null without evidence.",
        ["heapBytes"] = "Managed heap; null without evidence.",
        ["lagMs"] = "How long ready work waits for its turn, milliseconds; null without evidence.",
        ["gatewayMs"] = "Round trip to the chat's gateway, milliseconds; null without evidence.",
        ["value"] = "The figure; null without evidence.",
        ["instances"] = "How many instances it has.",
        ["items"] = "The list.",
        ["series"] = "One for each set of labels.",
        ["labels"] = "By name.",
        ["commands"] = "Of the bot's commands.",
        ["modules"] = "Of the bot's modules.",
        ["metrics"] = "Each metric with its history.",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static string? Of(string field) => s_words.GetValueOrDefault(field);
}
