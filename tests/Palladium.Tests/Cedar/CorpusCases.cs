using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Palladium.Cedar;

namespace Palladium.Tests.Cedar;

/// <summary>The way a case's policies, schema, entities and requests take before they are used.</summary>
public enum RoundTrip
{
    /// <summary>Used as they were read.</summary>
    None,

    /// <summary>Written in Cedar's syntax and read again.</summary>
    Text,

    /// <summary>Written in JSON and read again, entities and requests without the help of the schema.</summary>
    Json,

    /// <summary>Policies formatted and read again; the schema by way of JSON to text.</summary>
    Formatted,

    /// <summary>Policies as partial evaluation leaves them before it is known which resource of its type is meant.</summary>
    Residual,
}

/// <summary>Runs cases in the form of Cedar's own integration tests and says where this engine answers otherwise.</summary>
internal static class CorpusCases
{
    internal sealed record Outcome(int Cases, int Requests, int UsingTemplates, int Partially, List<string> Authorization, List<string> Validation);

    public static Dictionary<string, string> Unpack(string archive)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        using var zipped = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        using var tar = new TarReader(zipped);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is not null)
            {
                using var reader = new StreamReader(entry.DataStream, Encoding.UTF8);
                files[entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name] = reader.ReadToEnd();
            }
        }

        return files;
    }

    public static Outcome Run(IEnumerable<string> cases, Func<string, string> read, RoundTrip way)
    {
        var outcome = new Outcome(0, 0, 0, 0, [], []);
        foreach (var name in cases)
        {
            outcome = RunOne(name, read, way, outcome);
        }

        return outcome;
    }

    private static Outcome RunOne(string name, Func<string, string> read, RoundTrip way, Outcome outcome)
    {
        using var document = JsonDocument.Parse(read(name));
        var root = document.RootElement;
        var requests = root.GetProperty("requests").EnumerateArray().ToList();
        outcome = outcome with { Cases = outcome.Cases + 1, Requests = outcome.Requests + requests.Count };

        var schema = Schema(read(root.GetProperty("schema").GetString()!), way);
        var policies = Policies(read(root.GetProperty("policies").GetString()!), way);
        var entities = Entities(read(root.GetProperty("entities").GetString()!), schema.Value, way);
        foreach (var error in schema.Errors.Concat(policies.Errors).Concat(entities.Errors))
        {
            outcome.Authorization.Add($"{name}: {error}");
        }

        if (schema.Value is null || policies.Value is null || entities.Value is null)
        {
            return outcome;
        }

        if (policies.Value.Templates.Count > 0)
        {
            outcome = outcome with { UsingTemplates = outcome.UsingTemplates + 1 };
        }

        var problems = CedarValidator.Validate(policies.Value, schema.Value);
        if (problems.Count == 0 != root.GetProperty("shouldValidate").GetBoolean())
        {
            outcome.Validation.Add($"{name}: {(problems.Count == 0 ? "should not be valid" : problems[0])}");
        }

        foreach (var json in requests)
        {
            var request = Request(json.GetRawText(), schema.Value, way);
            if (request.Value is null)
            {
                outcome.Authorization.Add($"{name}: {request.Errors[0]}");
                continue;
            }

            var decided = policies.Value;
            if (way == RoundTrip.Residual && Residual(decided, request.Value, entities.Value, schema.Value) is { } residual)
            {
                decided = residual;
                outcome = outcome with { Partially = outcome.Partially + 1 };
            }

            var answer = CedarAuthorizer.Authorize(decided, request.Value, entities.Value);
            var expected = Line(json.GetProperty("decision").GetString()!, Texts(json, "reason"), Texts(json, "errors"));
            var actual = Line(answer.Decision == CedarDecision.Allow ? "allow" : "deny", answer.Reasons, answer.Errors.Select(e => e.PolicyId));
            if (expected != actual)
            {
                outcome.Authorization.Add($"{name}: {json.GetProperty("description").GetString()}: expected {expected}, got {actual}");
            }
        }

        return outcome;
    }

    // What is assumed of the unknown resource has to be so: it exists, and it and the request are as the schema says.
    private static PolicySet? Residual(PolicySet policies, CedarRequest request, EntityStore entities, CedarSchema schema) =>
        entities.Find(request.Resource) is { } resource && CedarValidator.IsValid(resource, schema) && CedarValidator.IsValid(request, schema)
            ? CedarResiduals.Of(
                policies,
                PartialRequest.AboutAny(request.Resource.Type, request.Principal, request.Action, request.Context),
                new KnownEntities(new EntityStore(entities.Entities.Where(e => e.Uid != request.Resource)), areAll: false),
                schema).ToPolicies()
            : null;

    private static CedarParse<CedarSchema> Schema(string text, RoundTrip way)
    {
        var schema = CedarSchema.Parse(text, "schema");
        return (schema.Value, way) switch
        {
            (null, _) or (_, RoundTrip.None or RoundTrip.Residual) => schema,
            (var s, RoundTrip.Text) => CedarSchema.Parse(s.ToText(), "schema"),
            (var s, RoundTrip.Json) => CedarSchema.ParseJson(s.ToJson(), "schema"),
            (var s, _) => CedarSchema.ParseJson(s.ToJson(), "schema").Value is { } again ? CedarSchema.Parse(again.ToText(), "schema") : schema,
        };
    }

    private static CedarParse<PolicySet> Policies(string text, RoundTrip way)
    {
        var policies = PolicySet.Parse(text, "policies");
        return (policies.Value, way) switch
        {
            (null, _) or (_, RoundTrip.None or RoundTrip.Residual) => policies,
            (var p, RoundTrip.Text) => PolicySet.Parse(p.ToText(), "policies"),
            (var p, RoundTrip.Json) => PolicySet.ParseJson(p.ToJson(), "policies"),
            _ => PolicySet.Parse(CedarFormatter.Format(text, "policies").Value!, "policies"),
        };
    }

    private static CedarParse<EntityStore> Entities(string text, CedarSchema? schema, RoundTrip way)
    {
        var entities = CedarJson.ParseEntities(text, "entities", schema);
        return entities.Value is null || way is RoundTrip.None or RoundTrip.Residual
            ? entities
            : CedarJson.ParseEntities(CedarJson.Write(entities.Value.Entities), "entities");
    }

    private static CedarParse<CedarRequest> Request(string text, CedarSchema? schema, RoundTrip way)
    {
        var request = CedarJson.ParseRequest(text, "request", schema);
        return request.Value is null || way is RoundTrip.None or RoundTrip.Residual
            ? request
            : CedarJson.ParseRequest(CedarJson.Write(request.Value), "request");
    }

    private static IEnumerable<string> Texts(JsonElement json, string name) => json.GetProperty(name).EnumerateArray().Select(t => t.GetString()!);

    private static string Line(string decision, IEnumerable<string> reasons, IEnumerable<string> errors) =>
        $"{decision} [{string.Join(' ', reasons.Order(StringComparer.Ordinal))}] errors [{string.Join(' ', errors.Order(StringComparer.Ordinal))}]";
}
