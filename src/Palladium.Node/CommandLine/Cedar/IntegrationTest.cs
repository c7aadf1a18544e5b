using System.Text.Json;
using Palladium.Cedar;

namespace Palladium.Node.CommandLine.Cedar;

/// <summary>A test in the form of Cedar's own integration tests: policies, schema, entities, and requests with what is expected of each.</summary>
internal sealed record IntegrationTest(string Policies, string Schema, string Entities, bool ShouldValidate, IReadOnlyList<IntegrationTest.Case> Requests)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    internal sealed record Case(
        string Description,
        JsonElement Principal,
        JsonElement Action,
        JsonElement Resource,
        JsonElement Context,
        string Decision,
        IReadOnlyList<string> Reason,
        IReadOnlyList<string> Errors,
        bool ValidateRequest = true);

    /// <summary>Runs the test in a file; the answer is what went otherwise than expected.</summary>
    public static IReadOnlyList<string> Run(string file)
    {
        try
        {
            var test = JsonSerializer.Deserialize<IntegrationTest>(CedarFile.Read(file, "test"), Options)
                ?? throw new CedarFault(file, "found null");
            return test.Problems(Path.GetDirectoryName(Path.GetFullPath(file))!);
        }
        catch (JsonException e)
        {
            return [e.Message];
        }
        catch (CedarFault fault)
        {
            var text = new StringWriter();
            fault.Print(text, asJson: false);
            return text.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        }
    }

    private List<string> Problems(string folder)
    {
        var schemaFile = Find(folder, Schema);
        var schema = SchemaInput.Read(schemaFile, schemaFile.EndsWith(".json", StringComparison.Ordinal));
        var policies = PolicyInput.Read(Find(folder, Policies), isJson: false);
        var entitiesFile = Find(folder, Entities);
        var entities = CedarFault.Unless(CedarJson.ParseEntities(CedarFile.Read(entitiesFile, "entities"), entitiesFile, schema));
        List<string> problems = [.. CedarValidator.ValidateEntities(entities.Entities, schema)];
        var errors = CedarValidator.Validate(policies, schema);
        if (errors.Count == 0 != ShouldValidate)
        {
            problems.Add(errors.Count == 0 ? "the policies should not be valid" : $"the policies should be valid: {errors[0]}");
        }

        problems.AddRange(Requests.SelectMany(request => Decide(request, policies, schema, entities)));
        return problems;
    }

    private static IEnumerable<string> Decide(Case expected, PolicySet policies, CedarSchema schema, EntityStore entities)
    {
        var json = JsonSerializer.Serialize(new { expected.Principal, expected.Action, expected.Resource, expected.Context }, Options);
        var request = CedarFault.Unless(CedarJson.ParseRequest(json, expected.Description, schema));
        if (expected.ValidateRequest)
        {
            foreach (var complaint in CedarValidator.ValidateRequest(request, schema))
            {
                yield return $"{expected.Description}: {complaint}";
            }
        }

        var answer = CedarAuthorizer.Authorize(policies, request, entities);
        var decision = answer.Decision == CedarDecision.Allow ? "allow" : "deny";
        if (decision != expected.Decision)
        {
            yield return $"{expected.Description}: expected {expected.Decision}, found {decision}";
        }

        if (!answer.Reasons.ToHashSet().SetEquals(expected.Reason))
        {
            yield return $"{expected.Description}: expected the reasons [{string.Join(' ', expected.Reason)}], found [{string.Join(' ', answer.Reasons)}]";
        }

        var erred = answer.Errors.Select(e => e.PolicyId).ToHashSet();
        if (!erred.SetEquals(expected.Errors))
        {
            yield return $"{expected.Description}: expected errors of [{string.Join(' ', expected.Errors)}], found [{string.Join(' ', erred)}]";
        }
    }

    // The names in a test are counted from the root of Cedar's repository of tests, wherever that is.
    private static string Find(string folder, string name)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (Path.Combine(at, name) is var path && File.Exists(path))
            {
                return path;
            }
        }

        return Path.Combine(folder, name);
    }
}
