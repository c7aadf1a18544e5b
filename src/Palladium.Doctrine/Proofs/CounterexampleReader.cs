using System.Globalization;
using System.Text.RegularExpressions;
using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;

namespace Palladium.Doctrine.Proofs;

/// <summary>
/// Makes a request and entities of the prover's model, and asks the gate about them. Sets hold what of their sort is named in the
/// question; what the question does not look at gets the plainest value of its type.
/// </summary>
internal sealed partial class CounterexampleReader(RequestModel model, Z3 z3, DoctrineBundle doctrine)
{
    private const int MostEntities = 200;

    private readonly Dictionary<EntityUid, CedarEntityData?> _entities = [];
    private readonly Dictionary<ModelType, List<string>> _world = [];
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The counterexample; null when the gate does not decide it as the model does, with the reason.</summary>
    public (Counterexample? Found, string Reason) Read(bool permitted)
    {
        var terms = model.Terms.ToList();
        Fetch([.. terms.Select(term => term.Term)]);
        foreach (var group in terms.GroupBy(term => term.Type))
        {
            _world[group.Key] = [.. group.Select(term => _values[term.Term]).Distinct(StringComparer.Ordinal)];
        }

        var (principal, resource) = (Uid(model.Principal), Uid(model.Resource));
        var context = (CedarRecord)Build(model.Context);
        foreach (var (type, values) in _world.Where(sort => sort.Key is ModelType.Entity).ToList())
        {
            values.ForEach(value => Known((ModelType.Entity)type, value));
        }

        if (_entities.Count > MostEntities)
        {
            return (null, "the counterexample has no end of entities");
        }

        var entities = _entities.Values.OfType<CedarEntityData>().Select(WithParents).ToList();
        return Confirm(new CedarRequest(principal, model.Kind.Action, resource, context), entities, permitted);
    }

    private (Counterexample? Found, string Reason) Confirm(CedarRequest request, List<CedarEntityData> entities, bool permitted)
    {
        var complaints = CedarValidator.ValidateRequest(request, doctrine.Schema).Concat(CedarValidator.ValidateEntities(entities, doctrine.Schema)).ToList();
        if (complaints.Count > 0)
        {
            return (null, $"the model is not of the schema: {complaints[0]}");
        }

        var decision = new Decider(doctrine, new AllPurposesOpen()).Decide(
            new GateRequest
            {
                Principal = request.Principal,
                Action = request.Action.Id,
                Resource = request.Resource,
                Entities = EntitySlice.Of(entities),
                Purpose = Purpose(request.Context),
            },
            request.Context);
        IReadOnlyList<string> rules = decision.Policies.Count == 0 ? [decision.Rule] : decision.Policies;
        return decision.Permitted == permitted
            ? (new Counterexample(request, entities, permitted, rules), "")
            : (null, $"the gate does not confirm the model: it says {(decision.Permitted ? "permit" : "deny")} by {string.Join(", ", rules)}");
    }

    // A schema without purposes is asked with one that the gate accepts.
    private GatePurpose Purpose(CedarRecord context) =>
        context.TryGet("purpose", out var value) && value is CedarRecord purpose
        && purpose.TryGet("class", out var kind) && kind is CedarString { Value: var word } && GateWords.Classes.TryGetValue(word, out var purposeClass)
            ? new(purposeClass, TextOf(purpose, "ref"), TextOf(purpose, "basis"))
            : new(Records.Entries.PurposeClass.Incident, "any", doctrine.Manifest.Bases[0].Id);

    private static string TextOf(CedarRecord record, string name) => record.TryGet(name, out var value) && value is CedarString { Value: var text } ? text : "";

    private EntityUid Uid(ModelValue.Term term) => Known((ModelType.Entity)term.Type, _values[term.Text]);

    private EntityUid Known(ModelType.Entity type, string value)
    {
        var uid = new EntityUid(type.Name, Text(value));
        if (!model.Schema.Entities.TryGetValue(type.Name, out var declared) || _entities.ContainsKey(uid) || _entities.Count > MostEntities)
        {
            return uid;
        }

        _entities[uid] = null;
        var attributes = declared.Attributes.Attributes
            .Select(attribute => (attribute.Key, Value: OfEntity(type.Name, value, attribute.Key, attribute.Value.Type, attribute.Value.Required)))
            .Where(attribute => attribute.Value is not null)
            .ToDictionary(attribute => attribute.Key, attribute => attribute.Value!, StringComparer.Ordinal);
        _entities[uid] = new CedarEntityData(uid, new CedarRecord(attributes), []);
        return uid;
    }

    private CedarValue? OfEntity(string type, string id, string path, ModelType attribute, bool required)
    {
        if (!required)
        {
            var presence = RequestModel.PresenceSymbol(type, path);
            if (!model.IsDeclared(presence) || Fetch($"({presence} {id})") != Smt.True)
            {
                return null;
            }
        }

        if (attribute is ModelType.Record record)
        {
            return new CedarRecord(record.Attributes
                .Select(part => (part.Key, Value: OfEntity(type, id, $"{path}.{part.Key}", part.Value.Type, part.Value.Required)))
                .Where(part => part.Value is not null)
                .Select(part => KeyValuePair.Create(part.Key, part.Value!)));
        }

        var symbol = RequestModel.AttributeSymbol(type, path);
        return model.IsDeclared(symbol) ? Value(attribute, $"({symbol} {id})") : Plainest(attribute);
    }

    private CedarValue Build(ModelValue value) => value switch
    {
        ModelValue.Record record => new CedarRecord(record.Attributes
            .Where(part => part.Value.Present == Smt.True || Fetch(part.Value.Present) == Smt.True)
            .Select(part => KeyValuePair.Create(part.Key, Build(part.Value.Value)))),
        ModelValue.Term { Type: ModelType.Foreign foreign } => Plainest(foreign),
        ModelValue.Term term => Value(term.Type, term.Text),
        _ => throw new InvalidOperationException("a value is a term or a record"),
    };

    private CedarValue Value(ModelType type, string term) => type is ModelType.SetOf { Element: ModelType.SetOf } ? CedarSet.Empty : type is ModelType.SetOf { Element: var element }
        ? new CedarSet(_world.GetValueOrDefault(element, []).Where(value => Fetch($"(select {term} {value})") == Smt.True).Select(value => Scalar(element, value)))
        : Scalar(type, Fetch(term));

    private CedarValue Scalar(ModelType type, string value) => type switch
    {
        ModelType.Entity entity => new CedarEntity(Known(entity, value)),
        _ when type == ModelType.Bool => CedarBool.Of(value == Smt.True),
        _ when type == ModelType.Text => new CedarString(Text(value)),
        _ when type == ModelType.Datetime => new CedarDatetime(Number(value)),
        _ when type == ModelType.Duration => new CedarDuration(Number(value)),
        _ when type == ModelType.Decimal => new CedarDecimal(Number(value)),
        _ => CedarLong.Of(Number(value)),
    };

    private CedarValue Plainest(ModelType type) => type switch
    {
        ModelType.SetOf => CedarSet.Empty,
        ModelType.Entity entity => new CedarEntity(
            _world.GetValueOrDefault(entity, []) is [var known, ..] ? Known(entity, known) : Known(entity, model.NeedsText ? "\"any\"" : "-1")),
        // The one type that is not modelled and can be declared; what reads it was refused before.
        ModelType.Foreign => CedarIp.Parse("::")!,
        _ => Scalar(type, type == ModelType.Bool ? Smt.False : type == ModelType.Text && model.NeedsText ? "\"\"" : type == ModelType.Text ? "-1" : "0"),
    };

    private CedarEntityData WithParents(CedarEntityData entity)
    {
        var parents = _entities.Values.OfType<CedarEntityData>().Where(other =>
            RequestModel.InSymbol(entity.Uid.Type, other.Uid.Type) is var symbol && model.IsDeclared(symbol)
            && IsNamed(entity.Uid) && IsNamed(other.Uid)
            && Fetch($"({symbol} {IdOf(entity.Uid)} {IdOf(other.Uid)})") == Smt.True);
        return new CedarEntityData(entity.Uid, entity.Attributes, [.. parents.Select(parent => parent.Uid)]);
    }

    // Who is in whom is stated for what the question names, and for nothing else.
    private bool IsNamed(EntityUid uid) => _world.GetValueOrDefault(new ModelType.Entity(uid.Type), []).Any(value => Text(value) == uid.Id);

    private string IdOf(EntityUid uid) => _world[new ModelType.Entity(uid.Type)].First(value => Text(value) == uid.Id);

    // As long as strings are numbers, those of literals stand for them and all others for texts that nothing mentions.
    private string Text(string value)
    {
        if (model.NeedsText)
        {
            return Escape().Replace(value[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal), match => char.ConvertFromUtf32(
                int.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
        }

        var number = Number(value);
        return number >= 0 && number < model.Literals.Count
            ? model.Literals[(int)number]
            : string.Create(CultureInfo.InvariantCulture, $"{(number < 0 ? "any" : "some")}-{Math.Abs(number)}");
    }

    private static long Number(string value) => value.StartsWith("(-", StringComparison.Ordinal)
        ? -(long)ulong.Parse(value.AsSpan(2).Trim(" )"), NumberStyles.None, CultureInfo.InvariantCulture)
        : long.Parse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private string Fetch(string term)
    {
        Fetch([term]);
        return _values[term];
    }

    private void Fetch(IReadOnlyCollection<string> terms)
    {
        foreach (var (term, value) in z3.Values([.. terms.Where(term => !_values.ContainsKey(term)).Distinct(StringComparer.Ordinal)]))
        {
            _values[term] = value;
        }
    }

    [GeneratedRegex(@"\\u\{([0-9a-fA-F]+)\}")]
    private static partial Regex Escape();
}
