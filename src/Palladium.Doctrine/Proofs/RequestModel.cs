using System.Globalization;
using System.Text;

namespace Palladium.Doctrine.Proofs;

/// <summary>
/// All requests of one kind, with all entities there can be, as symbols of SMT-LIB: attributes are functions of an entity's id, who
/// is in whom is a predicate. What must hold between the entities that a question speaks of (nothing is in itself, in is transitive)
/// is stated for exactly these: entities that no expression reaches can always be chosen so that it holds. Not thread-safe.
/// </summary>
internal sealed class RequestModel
{
    private readonly Dictionary<string, string> _declarations = new(StringComparer.Ordinal);
    private readonly List<string> _facts = [];
    private readonly List<string> _literals = [];
    private readonly HashSet<(ModelType Type, string Term)> _terms = [];
    private int _fresh;
    private bool _usesIn;

    public RequestModel(SchemaModel schema, RequestKind kind, IEnumerable<string> bases)
    {
        Schema = schema;
        Kind = kind;
        Principal = Constant(new ModelType.Entity(kind.Principal), "principal");
        Resource = Constant(new ModelType.Entity(kind.Resource), "resource");
        Context = ContextRecord(kind.Context, "context");
        GateFacts(bases);
    }

    public SchemaModel Schema { get; }

    public RequestKind Kind { get; }

    public ModelValue.Term Principal { get; }

    public ModelValue.Term Resource { get; }

    public ModelValue.Record Context { get; }

    /// <summary>Whether strings must be strings; as long as they are only compared, numbers do, and are faster.</summary>
    public bool NeedsText { get; set; }

    /// <summary>Every term of a sort that a question speaks of: the world of which a counterexample is made.</summary>
    public IReadOnlyCollection<(ModelType Type, string Term)> Terms => _terms;

    public IReadOnlyList<string> Literals => _literals;

    public bool IsDeclared(string symbol) => _declarations.ContainsKey(symbol);

    public void Assert(string fact) => _facts.Add(fact);

    public string Note(ModelType type, string term)
    {
        if (type is ModelType.Entity { Name: var name } && Schema.Entities.TryGetValue(name, out var entity) && entity.IsEnum)
        {
            throw new NotModelledException($"the enumerated entity type '{name}'");
        }

        if (type is not ModelType.SetOf && _terms.Add((type, term))
            && (type == ModelType.Long || type == ModelType.Datetime || type == ModelType.Duration || type == ModelType.Decimal))
        {
            _facts.Add(InRange(term));
        }

        return term;
    }

    public static string InRange(string term) =>
        $"(and (<= {Smt.Number(long.MinValue)} {term}) (<= {term} {Smt.Number(long.MaxValue)}))";

    public ModelValue.Term Constant(ModelType type, string name)
    {
        var symbol = Smt.Symbol(name);
        Declare(symbol, "", type.Sort);
        return new(type, Note(type, symbol));
    }

    public string Fresh(ModelType type) => Constant(type, string.Create(CultureInfo.InvariantCulture, $"fresh.{_fresh++}")).Text;

    public string Text(string literal)
    {
        var at = _literals.IndexOf(literal);
        if (at < 0)
        {
            at = _literals.Count;
            _literals.Add(literal);
        }

        return string.Create(CultureInfo.InvariantCulture, $"lit.{at}");
    }

    public static string AttributeSymbol(string type, string path) => Smt.Symbol($"{type}.{path}");

    public static string PresenceSymbol(string type, string path) => Smt.Symbol($"{type}.{path}?");

    public static string InSymbol(string type, string above) => Smt.Symbol($"{type} in {above}");

    /// <summary>An attribute of an entity, and whether it is there.</summary>
    public (string Present, ModelValue Value) Attribute(string type, string entity, string path, ModelType attribute, bool required)
    {
        var present = Smt.True;
        if (!required)
        {
            Declare(PresenceSymbol(type, path), "Str", "Bool");
            present = $"({PresenceSymbol(type, path)} {entity})";
        }

        if (attribute is ModelType.Record record)
        {
            return (present, new ModelValue.Record(record.Attributes.ToDictionary(
                part => part.Key, part => Attribute(type, entity, $"{path}.{part.Key}", part.Value.Type, part.Value.Required), StringComparer.Ordinal)));
        }

        if (attribute is ModelType.Foreign)
        {
            return (present, new ModelValue.Term(attribute, ""));
        }

        Declare(AttributeSymbol(type, path), "Str", attribute.Sort);
        return (present, new ModelValue.Term(attribute, Note(attribute, $"({AttributeSymbol(type, path)} {entity})")));
    }

    /// <summary>Whether one entity is in the other.</summary>
    public string In(ModelType.Entity type, string entity, ModelType.Entity above, string other)
    {
        var same = type == above ? Smt.Equal(entity, other) : Smt.False;
        if (!Schema.Entities.TryGetValue(type.Name, out var model) || !model.Ancestors.Contains(above.Name))
        {
            return same;
        }

        _usesIn = true;
        return Smt.Or(same, $"({DeclareIn(type.Name, above.Name)} {entity} {other})");
    }

    /// <summary>The model as SMT-LIB, up to the question.</summary>
    public string ToScript()
    {
        var hierarchy = Hierarchy();
        var script = new StringBuilder();
        script.AppendLine(NeedsText ? "(define-sort Str () String)" : "(define-sort Str () Int)");
        for (var i = 0; i < _literals.Count; i++)
        {
            script.AppendLine(CultureInfo.InvariantCulture, $"(define-fun lit.{i} () Str {(NeedsText ? Smt.Literal(_literals[i]) : i)})");
        }

        foreach (var declaration in _declarations.Values)
        {
            script.AppendLine(declaration);
        }

        foreach (var fact in _facts.Concat(hierarchy))
        {
            script.AppendLine(CultureInfo.InvariantCulture, $"(assert {fact})");
        }

        return script.ToString();
    }

    private List<string> Hierarchy()
    {
        var facts = new List<string>();
        if (!_usesIn)
        {
            return facts;
        }

        var entities = _terms.Where(term => term.Type is ModelType.Entity entity && Schema.Entities.ContainsKey(entity.Name))
            .Select(term => (Type: ((ModelType.Entity)term.Type).Name, term.Term)).ToList();
        foreach (var (type, entity) in entities)
        {
            foreach (var (middleType, middle) in entities.Where(e => IsIn(type, e.Type)))
            {
                if (type == middleType)
                {
                    facts.Add(Smt.Not(Smt.And(Smt.Equal(entity, middle), $"({DeclareIn(type, type)} {entity} {middle})")));
                }

                foreach (var (topType, top) in entities.Where(e => IsIn(middleType, e.Type)))
                {
                    facts.Add($"(=> (and ({DeclareIn(type, middleType)} {entity} {middle}) ({DeclareIn(middleType, topType)} {middle} {top})) ({DeclareIn(type, topType)} {entity} {top}))");
                }
            }
        }

        return facts;
    }

    private bool IsIn(string type, string above) => Schema.Entities[type].Ancestors.Contains(above);

    private string DeclareIn(string type, string above)
    {
        var symbol = InSymbol(type, above);
        Declare(symbol, "Str Str", "Bool");
        return symbol;
    }

    private void Declare(string symbol, string arguments, string sort) =>
        _declarations.TryAdd(symbol, $"(declare-fun {symbol} ({arguments}) {sort})");

    private ModelValue.Record ContextRecord(ModelType.Record type, string path)
    {
        var attributes = new Dictionary<string, (string, ModelValue)>(StringComparer.Ordinal);
        foreach (var (name, (attribute, required)) in type.Attributes)
        {
            var at = $"{path}.{name}";
            var present = required ? Smt.True : Constant(ModelType.Bool, at + "?").Text;
            attributes[name] = (present, attribute switch
            {
                ModelType.Record record => ContextRecord(record, at),
                ModelType.Foreign => new ModelValue.Term(attribute, ""),
                _ => Constant(attribute, at),
            });
        }

        return new(attributes);
    }

    // What the gate itself sees to: a purpose of a known class with a basis of the doctrine's list, and what follows from it.
    private void GateFacts(IEnumerable<string> bases)
    {
        if (TextOf(Context, "purpose", "class") is { } purposeClass)
        {
            _facts.Add(Smt.Or(GateWords.PurposeClasses.Select(word => Smt.Equal(purposeClass, Text(word)))));
            if (Context.Attributes.TryGetValue("exercise", out var exercise) && exercise.Value is ModelValue.Term { Type: var type, Text: var isExercise } && type == ModelType.Bool)
            {
                _facts.Add(Smt.Equal(isExercise, Smt.Equal(purposeClass, Text("exercise"))));
            }
        }

        if (TextOf(Context, "purpose", "basis") is { } basis)
        {
            _facts.Add(Smt.Or(bases.Select(id => Smt.Equal(basis, Text(id)))));
        }

        if (TextOf(Context, "purpose", "ref") is { } reference)
        {
            _facts.Add(Smt.Not(Smt.Equal(reference, Text(""))));
        }

        if (Context.Attributes.TryGetValue("lookBack", out var lookBack) && lookBack.Value is ModelValue.Term { Type: var number, Text: var minutes } && number == ModelType.Long)
        {
            _facts.Add($"(<= 0 {minutes})");
        }
    }

    private static string? TextOf(ModelValue.Record record, string name, string part) =>
        record.Attributes.TryGetValue(name, out var inner) && inner.Value is ModelValue.Record parts
        && parts.Attributes.TryGetValue(part, out var value) && value.Value is ModelValue.Term { Type: var type, Text: var text } && type == ModelType.Text
            ? text
            : null;
}
