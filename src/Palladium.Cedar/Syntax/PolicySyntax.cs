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
}

internal sealed record ConditionSyntax(int Offset, bool IsWhen, Expression Body);

/// <summary>A policy or template as written.</summary>
internal sealed record PolicySyntax(
    SourceText Source,
    int Offset,
    IReadOnlyDictionary<string, string> Annotations,
    bool IsForbid,
    ScopePart Principal,
    ScopePart Action,
    ScopePart Resource,
    ConditionSyntax[] Conditions)
{
    public bool IsTemplate => Principal.HasSlot || Resource.HasSlot;
}
