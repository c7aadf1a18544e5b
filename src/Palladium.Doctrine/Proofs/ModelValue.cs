namespace Palladium.Doctrine.Proofs;

/// <summary>A value of the model: a term, or a record of them.</summary>
internal abstract record ModelValue
{
    /// <summary>Of a type with a sort. <paramref name="Items"/>: of a set that is written out, its members.</summary>
    public sealed record Term(ModelType Type, string Text, IReadOnlyList<string>? Items = null) : ModelValue;

    /// <summary>Attributes with whether they are there.</summary>
    public sealed record Record(IReadOnlyDictionary<string, (string Present, ModelValue Value)> Attributes) : ModelValue;
}

/// <summary>What an expression is worth, and when its evaluation ends in an error instead.</summary>
internal readonly record struct Evaluated(ModelValue Value, string Errs)
{
    public static Evaluated Of(ModelType type, string text) => new(new ModelValue.Term(type, text), Smt.False);

    public static Evaluated Of(bool value) => Of(ModelType.Bool, Smt.Bool(value));
}
