using Palladium.Cedar.Validation;

namespace Palladium.Cedar;

/// <summary>Checks policies in Cedar's strict mode, entities and requests against a schema. Pure and thread-safe.</summary>
public static class CedarValidator
{
    /// <summary>
    /// Finds what would err: unknown entity types, actions and attributes, optional attributes used without <c>has</c>, operators
    /// on wrong types.
    /// </summary>
    /// <param name="policies">The policies; templates are checked, too.</param>
    /// <param name="schema">The schema.</param>
    /// <returns>The errors; empty when the policies are valid.</returns>
    public static IReadOnlyList<CedarError> Validate(PolicySet policies, CedarSchema schema) => Validate(policies, schema, out _);

    /// <inheritdoc cref="Validate(PolicySet, CedarSchema)"/>
    /// <param name="policies">The policies; templates are checked, too.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="warnings">Valid policies that no request of the schema can ever match.</param>
    /// <param name="level">
    /// How far from the request valid policies may look: 0 at no entity, 1 at those of the request, 2 also at those that these name in
    /// attributes or tags, and so on; null: anywhere. Tells which entities a slice has to hold.
    /// </param>
    public static IReadOnlyList<CedarError> Validate(PolicySet policies, CedarSchema schema, out IReadOnlyList<CedarError> warnings, int? level = null)
    {
        var errors = new List<CedarError>();
        var unreachable = new List<CedarError>();
        foreach (var policy in policies.Policies.Concat(policies.Templates))
        {
            Validate(policy, schema, level, errors, unreachable);
        }

        warnings = unreachable;
        return errors;
    }

    /// <summary>
    /// Finds what in a request is not as the schema declares it: types that are not declared or that the action does not apply to,
    /// and a context with missing, undeclared or wrongly typed attributes.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="schema">The schema.</param>
    /// <returns>What is wrong, each with the part of the request; empty when the request is valid.</returns>
    public static IReadOnlyList<string> ValidateRequest(CedarRequest request, CedarSchema schema)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(schema);
        var complaints = new List<string>();
        new Conformance(schema, complaints).Request(request);
        return complaints;
    }

    /// <summary>
    /// Finds what in entities is not as the schema declares it: types that are not declared, missing, undeclared or wrongly typed
    /// attributes and tags, parents of types they cannot be in, actions other than the schema's. References to entities that are not
    /// among them are no fault.
    /// </summary>
    /// <param name="entities">The entities.</param>
    /// <param name="schema">The schema.</param>
    /// <returns>What is wrong, each with the entity; empty when all are valid.</returns>
    public static IReadOnlyList<string> ValidateEntities(IEnumerable<CedarEntityData> entities, CedarSchema schema)
    {
        ArgumentNullException.ThrowIfNull(entities);
        ArgumentNullException.ThrowIfNull(schema);
        var complaints = new List<string>();
        var conformance = new Conformance(schema, complaints);
        foreach (var entity in entities)
        {
            conformance.Entity(entity);
        }

        return complaints;
    }

    /// <summary>Whether <see cref="ValidateRequest"/> finds nothing; makes no text, for use at every decision.</summary>
    /// <param name="request">The request.</param>
    /// <param name="schema">The schema.</param>
    public static bool IsValid(CedarRequest request, CedarSchema schema)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(schema);
        var conformance = new Conformance(schema, null);
        conformance.Request(request);
        return conformance.IsMet;
    }

    /// <summary>Whether <see cref="ValidateEntities"/> finds nothing in this entity; makes no text, for use at every decision.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="schema">The schema.</param>
    public static bool IsValid(CedarEntityData entity, CedarSchema schema)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentNullException.ThrowIfNull(schema);
        var conformance = new Conformance(schema, null);
        conformance.Entity(entity);
        return conformance.IsMet;
    }

    private static void Validate(CedarPolicy policy, CedarSchema schema, int? level, List<CedarError> errors, List<CedarError> unreachable)
    {
        var syntax = policy.Syntax;
        var found = new SortedSet<(int Offset, string Message)>();
        NameCheck.Check(syntax, schema, found);
        if (found.Count == 0)
        {
            var canApply = false;
            var headMatches = false;
            foreach (var types in Requests(schema))
            {
                var check = new TypeChecker(schema, types, found);
                headMatches |= check.Head(syntax) != Schema.Truth.False;
                canApply |= check.Policy(syntax) != Schema.Truth.False;
            }

            if (!headMatches)
            {
                found.Add((syntax.Offset, $"no action of the schema applies to the principal and resource types in the head of '{policy.Id}'"));
            }
            else if (!canApply && found.Count == 0)
            {
                unreachable.Add(syntax.Source.Error(syntax.Offset, $"the policy '{policy.Id}' can never apply to a request of the schema"));
            }
        }

        if (level is { } allowed && found.Count == 0)
        {
            Level(syntax, schema, allowed, found);
        }

        errors.AddRange(found.Select(f => syntax.Source.Error(f.Offset, f.Message)));
    }

    private static void Level(Syntax.PolicySyntax policy, CedarSchema schema, int level, ISet<(int Offset, string Message)> errors)
    {
        foreach (var request in Requests(schema))
        {
            var types = new Dictionary<Syntax.Expression, Schema.CedarType>();
            var check = new TypeChecker(schema, request, errors, types);
            if (check.Head(policy) != Schema.Truth.False)
            {
                check.Policy(policy);
                new LevelCheck(schema, level, request.Action.Uid, types, errors).Policy(policy);
            }
        }
    }

    private static IEnumerable<RequestTypes> Requests(CedarSchema schema) =>
        from action in schema.Actions.Values
        from principal in action.Principals
        from resource in action.Resources
        select new RequestTypes(principal, action, resource);
}
