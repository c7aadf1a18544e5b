using System.Text.Json;
using Palladium.Cedar;
using static Palladium.Doctrine.Proofs.ModelValue;

namespace Palladium.Doctrine.Proofs;

/// <summary>
/// Translates expressions of one kind of request from Cedar's JSON form. Strict validation is taken for granted: operands have the types
/// that their operators want. What can still err (an overflow, an attribute that is not there) errs in the model.
/// </summary>
/// <exception cref="NotModelledException">From every method, for what the model has not.</exception>
internal sealed class ExpressionModel(RequestModel model)
{
    /// <summary>A condition: whether it is true, and whether it errs.</summary>
    public (string Holds, string Errs) Condition(JsonElement expression)
    {
        var evaluated = Translate(expression);
        return (Smt.And(Smt.Not(evaluated.Errs), TermOf(evaluated).Text), evaluated.Errs);
    }

    private Evaluated Translate(JsonElement json)
    {
        var (name, body) = (json.EnumerateObject().First().Name, json.EnumerateObject().First().Value);
        return name switch
        {
            "Value" => Value(body),
            "Var" => Variable(body.GetString()!),
            "if-then-else" => Choose(body),
            "&&" or "||" => Logic(name == "&&", body),
            "!" => Map(Translate(body.GetProperty("arg")), ModelType.Bool, Smt.Not),
            "neg" => Arithmetic("-", ModelType.Long, Translate(body.GetProperty("arg"))),
            "==" => Both(body, (a, b) => Same(a, b)),
            "!=" => Both(body, (a, b) => Smt.Not(Same(a, b))),
            "<" or "<=" or ">" or ">=" => Both(body, (a, b) => $"({name} {((Term)a).Text} {((Term)b).Text})"),
            "lessThan" => Compare("<", body),
            "lessThanOrEqual" => Compare("<=", body),
            "greaterThan" => Compare(">", body),
            "greaterThanOrEqual" => Compare(">=", body),
            "+" or "-" or "*" => Arithmetic(name, ModelType.Long, Translate(body.GetProperty("left")), Translate(body.GetProperty("right"))),
            "in" => In(body),
            "is" => Is(body),
            "has" => Has(body),
            "." => Attribute(body),
            "like" => Like(body),
            "Set" => Set(body),
            "Record" => Record(body),
            "contains" => Both(body, (a, b) => Member((Term)a, (Term)b)),
            "containsAll" => Both(body, (a, b) => Subset((Term)b, (Term)a)),
            "containsAny" => Both(body, (a, b) => Overlap((Term)a, (Term)b)),
            "isEmpty" => IsEmpty(body),
            "datetime" or "duration" or "decimal" => Constructor(name, body),
            "offset" => Arithmetic("+", ModelType.Datetime, Translate(body[0]), Translate(body[1])),
            "durationSince" => Arithmetic("-", ModelType.Duration, Translate(body[0]), Translate(body[1])),
            "toMilliseconds" => Map(Translate(body[0]), ModelType.Long, text => text),
            _ => throw new NotModelledException($"the operator '{name}'"),
        };
    }

    private Evaluated Value(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                return Evaluated.Of(json.GetBoolean());
            case JsonValueKind.Number:
                return Evaluated.Of(ModelType.Long, Smt.Number(json.GetInt64()));
            case JsonValueKind.String:
                return Evaluated.Of(ModelType.Text, model.Note(ModelType.Text, model.Text(json.GetString()!)));
            case JsonValueKind.Object when json.TryGetProperty("__entity", out var uid):
                return EntityLiteral(uid.GetProperty("type").GetString()!, uid.GetProperty("id").GetString()!);
            default:
                throw new NotModelledException($"the value {json.GetRawText()}");
        }
    }

    private Evaluated EntityLiteral(string type, string id)
    {
        var entity = new ModelType.Entity(type);
        return Evaluated.Of(entity, model.Note(entity, model.Text(id)));
    }

    private Evaluated Variable(string name) => new(
        name switch
        {
            "principal" => model.Principal,
            "resource" => model.Resource,
            "context" => model.Context,
            _ => EntityLiteral(model.Kind.Action.Type, model.Kind.Action.Id).Value,
        },
        Smt.False);

    private Evaluated Choose(JsonElement json)
    {
        var condition = Translate(json.GetProperty("if"));
        var test = TermOf(condition).Text;
        if (test is Smt.True or Smt.False)
        {
            var taken = Translate(json.GetProperty(test == Smt.True ? "then" : "else"));
            return taken with { Errs = Smt.Or(condition.Errs, taken.Errs) };
        }

        var (then, otherwise) = (Translate(json.GetProperty("then")), Translate(json.GetProperty("else")));
        return new(Merge(test, then.Value, otherwise.Value), Smt.Or(condition.Errs, Smt.If(test, then.Errs, otherwise.Errs)));
    }

    private ModelValue Merge(string test, ModelValue a, ModelValue b) => (a, b) switch
    {
        (Record x, Record y) => new Record(x.Attributes.ToDictionary(
            part => part.Key,
            part => (Smt.If(test, part.Value.Present, y.Attributes[part.Key].Present), Merge(test, part.Value.Value, y.Attributes[part.Key].Value)),
            StringComparer.Ordinal)),
        (Term x, Term y) => new Term(x.Type, model.Note(x.Type, Smt.If(test, x.Text, y.Text))),
        _ => throw new NotModelledException("a choice between values of different types"),
    };

    // What stands behind a false && or a true || is never looked at, and need not fit this kind of request.
    private Evaluated Logic(bool isAnd, JsonElement json)
    {
        var left = Translate(json.GetProperty("left"));
        var first = TermOf(left).Text;
        if (first == Smt.Bool(!isAnd))
        {
            return left;
        }

        var right = Translate(json.GetProperty("right"));
        var second = TermOf(right).Text;
        var goesOn = isAnd ? first : Smt.Not(first);
        return new(
            new Term(ModelType.Bool, isAnd ? Smt.And(first, second) : Smt.Or(first, second)),
            Smt.Or(left.Errs, Smt.And(goesOn, right.Errs)));
    }

    private static Evaluated Map(Evaluated operand, ModelType type, Func<string, string> map) =>
        new(new Term(type, map(TermOf(operand).Text)), operand.Errs);

    private Evaluated Both(JsonElement json, Func<ModelValue, ModelValue, string> map)
    {
        var (left, right) = (Translate(json.GetProperty("left")), Translate(json.GetProperty("right")));
        return new(new Term(ModelType.Bool, map(left.Value, right.Value)), Smt.Or(left.Errs, right.Errs));
    }

    private Evaluated Compare(string symbol, JsonElement arguments)
    {
        var (left, right) = (Translate(arguments[0]), Translate(arguments[1]));
        return new(new Term(ModelType.Bool, $"({symbol} {TermOf(left).Text} {TermOf(right).Text})"), Smt.Or(left.Errs, right.Errs));
    }

    private static Evaluated Arithmetic(string symbol, ModelType type, params Evaluated[] operands)
    {
        var result = $"({symbol} {string.Join(' ', operands.Select(operand => TermOf(operand).Text))})";
        return new(new Term(type, result), Smt.Or([.. operands.Select(operand => operand.Errs), Smt.Not(RequestModel.InRange(result))]));
    }

    private Evaluated In(JsonElement json)
    {
        var (left, right) = (Translate(json.GetProperty("left")), Translate(json.GetProperty("right")));
        var entity = TermOf(left);
        var target = TermOf(right);
        var holds = target.Type is ModelType.SetOf { Element: var element }
            ? Smt.Or((target.Items ?? throw new NotModelledException("'in' with a set that is not written out")).Select(item => IsIn(entity, element, item)))
            : IsIn(entity, target.Type, target.Text);
        return new(new Term(ModelType.Bool, holds), Smt.Or(left.Errs, right.Errs));
    }

    private string IsIn(Term entity, ModelType aboveType, string above)
    {
        var (type, other) = ((ModelType.Entity)entity.Type, (ModelType.Entity)aboveType);
        if (type.Name != model.Kind.Action.Type)
        {
            return model.In(type, entity.Text, other, above);
        }

        // Actions and their groups are the schema's and known.
        var (action, group) = (ActionOf(type, entity.Text), ActionOf(other, above));
        return Smt.Bool(action == group || (model.Schema.ActionAncestors.TryGetValue(action, out var groups) && groups.Contains(group)));
    }

    private EntityUid ActionOf(ModelType.Entity type, string term) => term.StartsWith("lit.", StringComparison.Ordinal)
        ? new(type.Name, model.Literals[int.Parse(term.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture)])
        : throw new NotModelledException("an action that is not written out");

    private Evaluated Is(JsonElement json)
    {
        var target = Translate(json.GetProperty("left"));
        var isType = TermOf(target).Type == new ModelType.Entity(json.GetProperty("entity_type").GetString()!);
        if (!isType || !json.TryGetProperty("in", out var above))
        {
            return new(new Term(ModelType.Bool, Smt.Bool(isType)), target.Errs);
        }

        var other = Translate(above);
        return new(
            new Term(ModelType.Bool, IsIn(TermOf(target), TermOf(other).Type, TermOf(other).Text)), Smt.Or(target.Errs, other.Errs));
    }

    private Evaluated Has(JsonElement json)
    {
        var target = Translate(json.GetProperty("left"));
        var path = json.GetProperty("attr");
        var at = target.Value;
        var present = new List<string>();
        foreach (var name in path.ValueKind == JsonValueKind.Array ? path.EnumerateArray().Select(part => part.GetString()!) : [path.GetString()!])
        {
            if (Find(at, name) is not { } found)
            {
                return new(new Term(ModelType.Bool, Smt.False), target.Errs);
            }

            present.Add(found.Present);
            at = found.Value;
        }

        return new(new Term(ModelType.Bool, Smt.And(present)), target.Errs);
    }

    private Evaluated Attribute(JsonElement json)
    {
        var target = Translate(json.GetProperty("left"));
        var name = json.GetProperty("attr").GetString()!;
        var (present, value) = Find(target.Value, name) ?? throw new NotModelledException($"the attribute '{name}', which {model.Kind} has not,");
        return value is Term { Type: ModelType.Foreign { Name: var type } }
            ? throw new NotModelledException(type)
            : value is Term { Type: ModelType.SetOf { Element: ModelType.SetOf } } ? throw new NotModelledException("a set of sets")
            : new(value, Smt.Or(target.Errs, Smt.Not(present)));
    }

    private (string Present, ModelValue Value)? Find(ModelValue target, string name) => target switch
    {
        Record record => record.Attributes.TryGetValue(name, out var found) ? found : null,
        Term { Type: ModelType.Entity { Name: var type }, Text: var entity } when model.Schema.Entities.TryGetValue(type, out var declared) =>
            declared.Attributes.Attributes.TryGetValue(name, out var attribute) ? model.Attribute(type, entity, name, attribute.Type, attribute.Required) : null,
        _ => null,
    };

    private Evaluated Like(JsonElement json)
    {
        model.NeedsText = true;
        var parts = new List<string>();
        var text = "";
        foreach (var part in json.GetProperty("pattern").EnumerateArray())
        {
            if (part.ValueKind == JsonValueKind.Object)
            {
                text += part.GetProperty("Literal").GetString();
                continue;
            }

            parts.Add($"(str.to_re {Smt.Literal(text)})");
            parts.Add("re.all");
            text = "";
        }

        parts.Add($"(str.to_re {Smt.Literal(text)})");
        var pattern = parts.Count == 1 ? parts[0] : $"(re.++ {string.Join(' ', parts)})";
        return Map(Translate(json.GetProperty("left")), ModelType.Bool, target => $"(str.in_re {target} {pattern})");
    }

    private Evaluated Set(JsonElement json)
    {
        var items = json.EnumerateArray().Select(Translate).ToList();
        var type = new ModelType.SetOf(TermOf(items[0]).Type);
        if (type.Element is ModelType.SetOf)
        {
            throw new NotModelledException("a set of sets");
        }

        var terms = items.Select(item => model.Note(type.Element, TermOf(item).Text)).ToList();
        return new(
            new Term(type, terms.Aggregate($"((as const {type.Sort}) false)", (set, item) => $"(store {set} {item} true)"), terms),
            Smt.Or(items.Select(item => item.Errs)));
    }

    private Evaluated Record(JsonElement json)
    {
        var parts = json.EnumerateObject().Select(part => (part.Name, Value: Translate(part.Value))).ToList();
        return new(
            new Record(parts.ToDictionary(part => part.Name, part => (Smt.True, part.Value.Value), StringComparer.Ordinal)),
            Smt.Or(parts.Select(part => part.Value.Errs)));
    }

    private Evaluated IsEmpty(JsonElement json)
    {
        var target = Translate(json.GetProperty("arg"));
        var set = TermOf(target);
        var element = ((ModelType.SetOf)set.Type).Element;
        var holds = set.Items is { } items
            ? Smt.Bool(items.Count == 0)
            : Defined($"(= {set.Text} ((as const {set.Type.Sort}) false))", element, witness => $"(select {set.Text} {witness})", witnessWhenTrue: false);
        return new(new Term(ModelType.Bool, holds), target.Errs);
    }

    private static Evaluated Constructor(string name, JsonElement arguments)
    {
        var text = arguments[0].TryGetProperty("Value", out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new NotModelledException($"'{name}' of a text that is not written out");
        return (name, CedarDatetime.Parse(text), CedarDuration.Parse(text), CedarDecimal.Parse(text)) switch
        {
            ("datetime", { } time, _, _) => Evaluated.Of(ModelType.Datetime, Smt.Number(time.Milliseconds)),
            ("duration", _, { } time, _) => Evaluated.Of(ModelType.Duration, Smt.Number(time.Milliseconds)),
            ("decimal", _, _, { } number) => Evaluated.Of(ModelType.Decimal, Smt.Number(number.TenThousandths)),
            _ => throw new NotModelledException($"{name}(\"{text}\")"),
        };
    }

    private string Same(ModelValue a, ModelValue b) => (a, b) switch
    {
        (Record x, Record y) when x.Attributes.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(y.Attributes.Keys) =>
            Smt.And(x.Attributes.Select(part => SameAttribute(part.Value, y.Attributes[part.Key]))),
        (Term { Type: ModelType.SetOf { Element: var element } } x, Term y) => Defined(
            $"(= {x.Text} {y.Text})", element, witness => $"(distinct (select {x.Text} {witness}) (select {y.Text} {witness}))", witnessWhenTrue: false),
        (Term x, Term y) when x.Type != y.Type => Smt.False,
        (Term { Type: ModelType.Entity } x, Term y) when x.Text.StartsWith("lit.", StringComparison.Ordinal) && y.Text.StartsWith("lit.", StringComparison.Ordinal) =>
            Smt.Bool(x.Text == y.Text),
        (Term x, Term y) => Smt.Equal(x.Text, y.Text),
        _ => throw new NotModelledException("the comparison of these records"),
    };

    private string SameAttribute((string Present, ModelValue Value) a, (string Present, ModelValue Value) b) => Smt.And(
        Smt.Equal(a.Present, b.Present), Smt.Or(Smt.Not(a.Present), Same(a.Value, b.Value)));

    private string Member(Term set, Term item)
    {
        model.Note(item.Type, item.Text);
        return set.Items is { } items ? Smt.Or(items.Select(one => Smt.Equal(one, item.Text))) : $"(select {set.Text} {item.Text})";
    }

    private string Subset(Term part, Term whole) => part.Items is { } items
        ? Smt.And(items.Select(item => Member(whole, new Term(((ModelType.SetOf)whole.Type).Element, item))))
        : Defined(
            $"(= ((_ map and) {part.Text} {whole.Text}) {part.Text})", ((ModelType.SetOf)part.Type).Element,
            witness => $"(and (select {part.Text} {witness}) (not (select {whole.Text} {witness})))", witnessWhenTrue: false);

    private string Overlap(Term a, Term b)
    {
        if ((a.Items is null ? b.Items : a.Items) is { } items)
        {
            var other = a.Items is null ? a : b;
            return Smt.Or(items.Select(item => Member(other, new Term(((ModelType.SetOf)other.Type).Element, item))));
        }

        return Defined(
            $"(distinct ((_ map and) {a.Text} {b.Text}) ((as const {a.Type.Sort}) false))", ((ModelType.SetOf)a.Type).Element,
            witness => $"(and (select {a.Text} {witness}) (select {b.Text} {witness}))", witnessWhenTrue: true);
    }

    // Whichever way such a question about whole sets goes, one side of it has a witness. Named, it is in the model, and the finite
    // sets of a counterexample, which hold nothing but named members, give the same answer.
    private string Defined(string holds, ModelType element, Func<string, string> witness, bool witnessWhenTrue)
    {
        var defined = model.Fresh(ModelType.Bool);
        var named = model.Fresh(element);
        model.Assert($"(= {defined} {holds})");
        model.Assert($"(=> {(witnessWhenTrue ? defined : Smt.Not(defined))} {witness(named)})");
        return defined;
    }

    private static Term TermOf(Evaluated evaluated) => evaluated.Value as Term ?? throw new NotModelledException("a record in this place");
}
