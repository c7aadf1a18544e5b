using Palladium.Cedar.Evaluation;
using Palladium.Cedar.Schema;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Partial;

/// <summary>Whether an expression errs.</summary>
internal enum Erring
{
    Never,
    Maybe,
    Always,
}

/// <summary>
/// What is left of an expression: a literal where its value is known, the expression as it was where it is sure to err, else an
/// expression that has the same outcome whatever the unknown turns out to be.
/// </summary>
/// <param name="Expression">The rest.</param>
/// <param name="Type">The type of its value; null where that is not known.</param>
/// <param name="Errs">Whether it errs.</param>
internal readonly record struct Residue(Expression Expression, CedarType? Type, Erring Errs)
{
    public CedarValue? Value => Errs == Erring.Always ? null : (Expression as LiteralExpression)?.Value;

    public bool IsOpen => Errs != Erring.Always && Expression is not LiteralExpression;

    public static Residue Of(int offset, CedarValue value) => new(new LiteralExpression(offset, value), TypeOf(value), Erring.Never);

    public static Residue Error(Expression expression) => new(expression, null, Erring.Always);

    /// <summary>Works out an expression that stands on literals alone.</summary>
    public static Residue Fold(Expression onLiterals, Expression original) =>
        Constants.Evaluate(onLiterals, out _) is { } value ? Of(original.Offset, value) : Error(original);

    private static CedarType? TypeOf(CedarValue value) => value switch
    {
        CedarBool => CedarType.Bool,
        CedarLong => CedarType.Long,
        CedarString => CedarType.String,
        CedarEntity entity => new EntityType(entity.Uid.Type),
        CedarSet set => set.Select(TypeOf).Distinct().ToArray() is [{ } element] ? new SetType(element) : null,
        CedarRecord => null,
        _ => CedarType.BuiltIn(value.TypeName),
    };
}
