namespace Palladium.Cedar.Rows;

/// <summary>
/// A condition on a row. Like an expression of the language it is true, false, or errs; what errs is neither. In SQL an error is
/// <c>NULL</c>, which most operators hand on as Cedar does; chains and choices are those that do not.
/// </summary>
/// <param name="MayErr">Whether it may err.</param>
public abstract record RowCondition(bool MayErr);

/// <summary>True or false for every row.</summary>
/// <param name="Value">Which.</param>
public sealed record RowConstant(bool Value) : RowCondition(MayErr: false);

/// <summary>Conditions that are looked at one after the other until one decides: an error before that is the outcome.</summary>
/// <param name="IsAll">Whether all must be true; otherwise one suffices.</param>
/// <param name="Items">The conditions, at least one.</param>
public sealed record RowChain(bool IsAll, IReadOnlyList<RowCondition> Items) : RowCondition(Items.Any(i => i.MayErr));

/// <summary>True where the inner one is false, and the other way round; an error stays one.</summary>
/// <param name="Inner">What is turned round.</param>
public sealed record RowNot(RowCondition Inner) : RowCondition(Inner.MayErr);

/// <summary>One of two conditions, as a third says; only that one is looked at.</summary>
/// <param name="If">What says which.</param>
/// <param name="Then">The one where that is true.</param>
/// <param name="Else">The one where that is false.</param>
public sealed record RowChoice(RowCondition If, RowCondition Then, RowCondition Else) : RowCondition(If.MayErr || Then.MayErr || Else.MayErr);

/// <summary>True where the inner one is true, else false: whether a policy applies.</summary>
/// <param name="Inner">The conditions of the policy.</param>
public sealed record RowHolds(RowCondition Inner) : RowCondition(MayErr: false);

/// <summary>A bool that is a value.</summary>
/// <param name="Term">Of kind Bool.</param>
public sealed record RowTruth(RowTerm Term) : RowCondition(Term.MayErr);

/// <summary>How two values compare.</summary>
public enum RowOperator
{
    /// <summary>Are equal.</summary>
    Equal,

    /// <summary>Are not equal.</summary>
    NotEqual,

    /// <summary>The left one is less.</summary>
    Less,

    /// <summary>The left one is less or equal.</summary>
    LessOrEqual,

    /// <summary>The left one is greater.</summary>
    Greater,

    /// <summary>The left one is greater or equal.</summary>
    GreaterOrEqual,
}

/// <summary>Two values of one kind, and entities of one type. Sets are not compared.</summary>
/// <param name="Operator">How.</param>
/// <param name="Left">The left one.</param>
/// <param name="Right">The right one.</param>
public sealed record RowComparison(RowOperator Operator, RowTerm Left, RowTerm Right) : RowCondition(Left.MayErr || Right.MayErr);

/// <summary>Whether a value is one of some.</summary>
/// <param name="Term">The value; no set.</param>
/// <param name="Values">Values of its kind and type; may be none.</param>
public sealed record RowOneOf(RowTerm Term, IReadOnlyList<CedarValue> Values) : RowCondition(Term.MayErr);

/// <summary>Whether a set contains all, or any, of some values.</summary>
/// <param name="Set">The set.</param>
/// <param name="Values">Values of its elements' kind and type; at least one.</param>
/// <param name="IsAll">Whether all are needed.</param>
public sealed record RowContains(RowTerm Set, IReadOnlyList<CedarValue> Values, bool IsAll) : RowCondition(Set.MayErr);

/// <summary>Whether a set has no elements.</summary>
/// <param name="Set">The set.</param>
public sealed record RowEmpty(RowTerm Set) : RowCondition(Set.MayErr);

/// <summary>Whether an entity is one of some, or below one, through however many parents.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Ancestors">The others; at least one.</param>
public sealed record RowWithin(RowTerm Entity, IReadOnlyList<EntityUid> Ancestors) : RowCondition(Entity.MayErr);

/// <summary>Whether an attribute is there; never errs.</summary>
/// <param name="Path">The attribute.</param>
public sealed record RowHas(RowPath Path) : RowCondition(MayErr: false);

/// <summary>Whether a text fits a pattern.</summary>
/// <param name="Term">The text.</param>
/// <param name="Segments">The texts between the wildcards; one alone has no wildcard.</param>
public sealed record RowLike(RowTerm Term, IReadOnlyList<string> Segments) : RowCondition(Term.MayErr);
