using BotPerf.Web.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace BotPerf.Web.Api;

/// <summary>What <c>/openapi/v1.json</c> says beyond what the calls say of themselves.</summary>
internal static class ApiDocument
{
    public const string Path = "/openapi/v1.json";
    private const string TokenScheme = "apiToken";
    private const string KeyScheme = "ingestKey";

    // What the text of a parameter has to be; its own type is text so that a wrong one can be answered by name.
    private static readonly Dictionary<string, string> Parameters = new()
    {
        ["limit"] = "Items on a page, 1 to 500; 100 when left out.",
        ["cursor"] = "The next of the answer before; left out for the first page.",
        ["id"] = "The number that names it.",
        ["keyId"] = "The ingest key's number.",
        ["name"] = "The job's name, such as backup.",
        ["state"] = "Only those in this state; all when left out.",
        ["letterId"] = "The letter's number.",
        ["from"] = "The beginning: ISO 8601, UTC when without an offset.",
        ["to"] = "The end: ISO 8601; now when left out.",
        ["instance"] = "Only this instance; all when left out.",
        ["metric"] = "The stored name of a metric, such as command_duration_seconds.",
        ["step"] = "Seconds between points; chosen to fit the range when left out.",
        ["zone"] = "A time zone of the IANA list: the points are its days, 23 to 25 hours long.",
        ["labels"] = "Only series with these labels.",
        ["fields"] = "Only these fields of each point, with commas between: p99, or count,p95.",
        ["figure"] = "What is looked at of each hour: avg or last of a gauge (of a forecast also min or max), rate of a counter; of a histogram p95, p50, p90, p99, avg or rate. The first of these when left out.",
        ["threshold"] = "The limit, in the metric's stored unit.",
        ["sort"] = "The field to sort by.",
        ["top"] = "So many rows at most.",
        ["command"] = "Only this command.",
        ["module"] = "Only this module.",
        ["success"] = "true or false: only those that went well, or did not.",
        ["minMs"] = "Only those that took at least so many milliseconds.",
        ["search"] = "A part of the e-mail address.",
        ["who"] = "Only what this person did: the whole name, as it is written down.",
        ["what"] = "Only this deed, key.revoked, or this kind of deeds, key.",
        ["format"] = "json, csv or, of a bot's figures, prometheus.",
        ["severity"] = "info, warning, high, critical, with commas between several.",
        ["bot"] = "Only of the bot of this number.",
        ["rule"] = "Only of the rule of this number.",
        ["assignee"] = "Only those that are this person's, by e-mail address.",
        ["snoozed"] = "true: only those that sleep; false: only the others.",
        ["q"] = "Only those with this text in the rule's name, the target, the note or the assignee.",
        ["olderThan"] = "What has been over since then: a time in ISO 8601, or an age such as 90m, 24h or 7d. Left out: all.",
    };

    public static void Describe(OpenApiOptions options)
    {
        options.ShouldInclude = call => call.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "BotPerf",
                Version = "v1",
                Description = "Times are ISO 8601 in UTC, durations milliseconds where the name ends in Ms, rates fractions "
                    + "from 0 to 1. A list is {items, next}. Errors are problem documents (RFC 9457).",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [TokenScheme] = Bearer("An API token, bpa_…, with the scope read, operate or admin."),
                [KeyScheme] = Bearer("A bot's ingest key, bpi_…, which only pushes."),
            };
            return Task.CompletedTask;
        });
        var shapes = new Lazy<ShapeDescriptions>(() => new ShapeDescriptions());
        options.AddSchemaTransformer((schema, context, _) =>
        {
            shapes.Value.Describe(schema, context.JsonTypeInfo);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var policies = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>()
                .Select(needed => needed.Policy).ToList();
            var scope = policies.Contains(Policies.ApiAdmin) ? Scopes.Admin
                : policies.Contains(Policies.ApiOperate) ? Scopes.Operate
                : policies.Contains(Policies.ApiRead) ? Scopes.Read : null;
            var scheme = scope is null ? KeyScheme : TokenScheme;
            operation.Security =
            [
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] },
            ];
            if (scope is not null)
                operation.Description = $"{operation.Description} Needs the scope {scope}.".Trim();
            foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            {
                if (parameter.Name is "limit" or "id" or "keyId")
                    parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.Integer };
                if (string.IsNullOrEmpty(parameter.Description) && Parameters.TryGetValue(parameter.Name ?? "", out var said))
                    parameter.Description = said;
            }

            Problems(operation, context.Description.ParameterDescriptions.Count > 0);
            return Task.CompletedTask;
        });
    }

    private static void Problems(OpenApiOperation operation, bool hasParameters)
    {
        operation.Responses ??= [];
        if (hasParameters)
            operation.Responses.TryAdd("400", Problem("A parameter or field is wrong; field names it."));
        operation.Responses.TryAdd("401", Problem("No key, or one that is unknown, revoked or expired."));
        operation.Responses.TryAdd("403", Problem("The wrong kind of key, or a scope that does not allow this."));
        if (operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Path) == true)
            operation.Responses.TryAdd("404", Problem("What the address names is not there."));
        operation.Responses.TryAdd("429", Problem("Too many calls; Retry-After says how many seconds to wait."));
        operation.Responses.TryAdd("503", Problem("It cannot be read at this moment; Retry-After says how many seconds to wait."));
    }

    private static OpenApiResponse Problem(string description) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/problem+json"] = new()
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["title"] = Text("What kind of problem, in two or three words."),
                        ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The HTTP status." },
                        ["detail"] = Text("What is wrong and what to do."),
                        ["code"] = Text("A stable word for programs, where the status does not say enough."),
                        ["field"] = Text("The parameter or field that is wrong."),
                    },
                },
            },
        },
    };

    private static OpenApiSchema Text(string description) =>
        new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiSecurityScheme Bearer(string description) =>
        new() { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = description };
}
