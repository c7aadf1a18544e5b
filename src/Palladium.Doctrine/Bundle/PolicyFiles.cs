using System.Collections.Immutable;
using Palladium.Cedar;

namespace Palladium.Doctrine.Bundle;

/// <summary>Reads <c>schema.cedarschema</c> and <c>policies/*.cedar</c>, and holds every policy against the schema.</summary>
internal static class PolicyFiles
{
    public const string SchemaPath = "schema.cedarschema";

    public static (PolicySet Set, ImmutableArray<DoctrinePolicy> Policies, CedarSchema? Schema) Read(
        ImmutableSortedDictionary<string, string> files, List<DoctrineProblem> problems)
    {
        var schema = files.TryGetValue(SchemaPath, out var schemaText)
            ? Take(CedarSchema.Parse(schemaText, SchemaPath), "cedar.schema", problems)
            : null;
        if (schemaText is null)
        {
            problems.Add(new(SchemaPath, 0, 0, "bundle.missing", "This file is missing."));
        }

        var sets = new List<PolicySet>();
        foreach (var (path, text) in files.Where(file => file.Key.StartsWith("policies/", StringComparison.Ordinal)))
        {
            if (Take(PolicySet.Parse(text, path), "cedar.syntax", problems) is { } set)
            {
                sets.Add(set);
            }
        }

        if (Take(PolicySet.Combine(sets), "policies.id", problems) is not { } all)
        {
            return (PolicySet.Empty, [], schema);
        }

        if (schema is not null)
        {
            problems.AddRange(CedarValidator.Validate(all, schema).Select(error => Problem(error, "cedar.validation")));
        }

        return (all, Describe(all, problems), schema);
    }

    /// <summary>The policies for people. Each has an id of its own and words; there are no templates.</summary>
    public static ImmutableArray<DoctrinePolicy> Describe(PolicySet policies, List<DoctrineProblem> problems)
    {
        foreach (var template in policies.Templates)
        {
            problems.Add(new(template.File, template.Line, template.Column, "policies.template", "A template decides nothing; write the policies out."));
        }

        return [.. policies.Policies.Select(policy => Describe(policy, problems))];
    }

    private static DoctrinePolicy Describe(CedarPolicy policy, List<DoctrineProblem> problems)
    {
        if (!policy.Annotations.ContainsKey("id") || string.IsNullOrWhiteSpace(policy.Id) || policy.Id.StartsWith("gate.", StringComparison.Ordinal))
        {
            problems.Add(new(policy.File, policy.Line, policy.Column, "policies.id", "Every policy has its own @id(\"...\"), not starting with 'gate.'."));
        }

        if (!policy.Annotations.TryGetValue("rule", out var words) || string.IsNullOrWhiteSpace(words))
        {
            problems.Add(new(policy.File, policy.Line, policy.Column, "policies.rule", "Every policy says in plain words what it does: @rule(\"...\")."));
        }

        return new DoctrinePolicy(policy.Id, words ?? "", policy.IsForbid, policy.File, policy.Line);
    }

    private static T? Take<T>(CedarParse<T> parse, string rule, List<DoctrineProblem> problems)
        where T : class
    {
        problems.AddRange(parse.Errors.Select(error => Problem(error, rule)));
        return parse.Value;
    }

    internal static DoctrineProblem Problem(CedarError error, string rule) =>
        new(error.File, error.Line, error.Column, rule, error.Message);
}
