using System.Text.Json;
using BotPerf.Shared.Metrics;
using BotPerf.Shared.Protocol;
using BotPerf.Web.Storage.Telemetry;

namespace BotPerf.Web.Ingest;

/// <summary>The event of a command: its sketches and counters, and the single execution with its error.</summary>
internal static class CommandEvent
{
    public const string Seconds = "seconds";
    public const double MsPerSecond = 1_000;

    public static Action<FrameDraft> Read(EventSeries series, EventFields fields, long at)
    {
        Label[] labels =
        [
            new(LabelNames.Command, fields.Name("name")),
            new(LabelNames.Module, fields.OptionalText("module") ?? ""),
            new(LabelNames.Kind, fields.OptionalText("kind") ?? ""),
        ];
        var durationMs = fields.Duration("durationMs");
        var ackMs = fields.OptionalDuration("ackMs");
        var success = fields.Success();
        var (errorType, errorMessage, errorStack) = Error(fields);
        var (guild, channel, user) = (fields.OptionalText("guild"), fields.OptionalText("channel"), fields.OptionalText("user"));
        var duration = series.Spec(fields, SeriesKind.Histogram, MetricNames.CommandDuration, Seconds, labels);
        var ack = series.Spec(fields, SeriesKind.Histogram, MetricNames.CommandAck, Seconds, labels);
        var errors = series.Spec(fields, SeriesKind.Counter, MetricNames.CommandErrors, "", labels);

        return draft =>
        {
            var number = draft.Observe(duration, durationMs / MsPerSecond);
            if (ackMs is { } acknowledged)
                draft.Observe(ack, acknowledged / MsPerSecond);

            var error = 0;
            if (!success)
            {
                draft.Increase(errors, 1);
                error = draft.Fail(number + 1, errorType, errorMessage, errorStack);
            }

            // `at` is when the command began.
            draft.Execute(number, at, durationMs, ackMs, error, guild, channel, user);
        };
    }

    /// <summary>The field <c>error</c> is a text, or an object of type, message and stack.</summary>
    private static (string Type, string Message, string Stack) Error(EventFields fields)
    {
        const string unnamed = "error";
        switch (fields.Object("error"))
        {
            case { ValueKind: JsonValueKind.String } text:
                var message = text.GetString()!;
                return (unnamed, message[..Math.Min(message.Length, WireLimits.MaxErrorMessageLength)], "");
            case { ValueKind: JsonValueKind.Object } error:
                var type = fields.CutText(error, "type", WireLimits.MaxNameLength);
                return (type.Length > 0 ? type : unnamed,
                    fields.CutText(error, "message", WireLimits.MaxErrorMessageLength),
                    fields.CutText(error, "stack", WireLimits.MaxErrorStackLength));
            case null:
                return (unnamed, "", "");
            default:
                fields.Refuse(RejectionCode.FieldInvalid, "error must be a text, or an object of type, message and stack.");
                return (unnamed, "", "");
        }
    }
}
