using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Palladium.Cedar;

namespace Palladium.Tests.Cedar;

/// <summary>Runs cases in the form of Cedar's own integration tests and says where this engine answers otherwise.</summary>
internal static class CorpusCases
{
    internal sealed record Outcome(int Cases, int Requests, int UsingTemplates, List<string> Authorization, List<string> Validation);

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

    public static Outcome Run(IEnumerable<string> cases, Func<string, string> read)
    {
        var outcome = new Outcome(0, 0, 0, [], []);
        foreach (var name in cases)
        {
            outcome = RunOne(name, read, outcome);
        }

        return outcome;
    }

    private static Outcome RunOne(string name, Func<string, string> read, Outcome outcome)
    {
        using var document = JsonDocument.Parse(read(name));
        var root = document.RootElement;
        var requests = root.GetProperty("requests").EnumerateArray().ToList();
        outcome = outcome with { Cases = outcome.Cases + 1, Requests = outcome.Requests + requests.Count };

        var schema = CedarSchema.Parse(read(root.GetProperty("schema").GetString()!), "schema");
        var policies = PolicySet.Parse(read(root.GetProperty("policies").GetString()!), "policies");
        var entities = CedarJson.ParseEntities(read(root.GetProperty("entities").GetString()!), "entities", schema.Value);
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
            var request = CedarJson.ParseRequest(json.GetRawText(), "request", schema.Value);
            if (request.Value is null)
            {
                outcome.Authorization.Add($"{name}: {request.Errors[0]}");
                continue;
            }

            var answer = CedarAuthorizer.Authorize(policies.Value, request.Value, entities.Value);
            var expected = Line(json.GetProperty("decision").GetString()!, Texts(json, "reason"), Texts(json, "errors"));
            var actual = Line(answer.Decision == CedarDecision.Allow ? "allow" : "deny", answer.Reasons, answer.Errors.Select(e => e.PolicyId));
            if (expected != actual)
            {
                outcome.Authorization.Add($"{name}: {json.GetProperty("description").GetString()}: expected {expected}, got {actual}");
            }
        }

        return outcome;
    }

    private static IEnumerable<string> Texts(JsonElement json, string name) => json.GetProperty(name).EnumerateArray().Select(t => t.GetString()!);

    private static string Line(string decision, IEnumerable<string> reasons, IEnumerable<string> errors) =>
        $"{decision} [{string.Join(' ', reasons.Order(StringComparer.Ordinal))}] errors [{string.Join(' ', errors.Order(StringComparer.Ordinal))}]";
}
