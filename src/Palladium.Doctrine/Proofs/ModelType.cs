namespace Palladium.Doctrine.Proofs;

/// <summary>A type of the model. Those that share the sort <c>Int</c> differ here, so that they are read back as what they were.</summary>
internal abstract record ModelType
{
    public static readonly ModelType Bool = new Plain("Bool", "Bool");
    public static readonly ModelType Long = new Plain("Long", "Int");
    public static readonly ModelType Text = new Plain("String", "Str");
    public static readonly ModelType Datetime = new Plain("datetime", "Int");
    public static readonly ModelType Duration = new Plain("duration", "Int");
    public static readonly ModelType Decimal = new Plain("decimal", "Int");

    /// <summary>Its sort in SMT-LIB.</summary>
    public abstract string Sort { get; }

    public sealed record Plain(string Name, string SortName) : ModelType
    {
        public override string Sort => SortName;
    }

    /// <summary>An entity is its id; its type is always known.</summary>
    public sealed record Entity(string Name) : ModelType
    {
        public override string Sort => "Str";
    }

    public sealed record SetOf(ModelType Element) : ModelType
    {
        public override string Sort => $"(Array {Element.Sort} Bool)";
    }

    /// <summary>A record has no sort: it is taken apart into its attributes.</summary>
    public sealed record Record(IReadOnlyDictionary<string, (ModelType Type, bool Required)> Attributes) : ModelType
    {
        public override string Sort => throw new NotModelledException("a set of records");
    }

    /// <summary>A type that is declared and not modelled; refused where it is used.</summary>
    public sealed record Foreign(string Name) : ModelType
    {
        public override string Sort => throw new NotModelledException(Name);
    }
}

/// <summary>An operator or type that the model has not. Caught where the proof is asked for, and told with its name.</summary>
internal sealed class NotModelledException(string what) : Exception($"{what} is not modelled")
{
    public string What => what;
}
