namespace Palladium.Cedar.Syntax;

internal enum ScopeOperator
{
    Any,
    Equal,
    In,
    Is,
    IsIn,
}

/// <summary>
/// One of the three parts of a policy's head. <see cref="Entities"/> has one uid for <c>==</c> and <c>in</c>, several for an
/// action's list; a slot stands in place of a uid in a template.
/// </summary>
internal sealed record ScopePart(int Offset, Variable Variable, ScopeOperator Operator, string? Type, EntityUid[] Entities, bool IsList, bool HasSlot)
{
    public static ScopePart Any(int offset, Variable variable) => new(offset, variable, ScopeOperator.Any, null, [], false, false);

    /// <summary>The part of a policy made of a template: an entity in the place of the slot.</summary>
    public ScopePart Fill(EntityUid? entity) => entity is { } uid ? this with { Entities = [uid], HasSlot = false } : this;

    /// <exception cref="SyntaxException">The part is the action and the entity is of no type <c>Action</c>.</exception>
    public static void RequireAction(Variable variable, EntityUid entity, int offset)
    {
        if (variable == Variable.Action && Names.Unqualified(entity.Type) != "Action")
        {
            throw new SyntaxException(offset, $"expected an entity of a type Action, found {entity}");
        }
    }
}

internal sealed record ConditionSyntax(int Offset, bool IsWhen, Expression Body);

/// <summary>A policy or template as written.</summary>
internal sealed record PolicySyntax(
    SourceText Source,
    int Offset,
    IReadOnlyDictionary<string, string?> Annotations,
    bool IsForbid,
    ScopePart Principal,
    ScopePart Action,
    ScopePart Resource,
    ConditionSyntax[] Conditions)
{
    public bool IsTemplate => Principal.HasSlot || Resource.HasSlot;
}
