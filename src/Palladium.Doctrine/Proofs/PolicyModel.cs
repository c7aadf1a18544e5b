using System.Text.Json;
using Palladium.Cedar;

namespace Palladium.Doctrine.Proofs;

/// <summary>When policies apply, and what the gate makes of it: a permit that errs does not count, a forbid that errs denies.</summary>
/// <param name="model">The requests.</param>
/// <param name="source">A policy in Cedar's JSON form.</param>
/// <param name="sensitive">The actions that need an incident which somebody else confirmed.</param>
internal sealed class PolicyModel(RequestModel model, Func<CedarPolicy, JsonElement> source, IReadOnlySet<string> sensitive)
{
    // What the gate demands of the purpose beyond the policies, in their language.
    private static readonly CedarPolicy NoExercise = Condition("context.purpose.class != \"exercise\"");
    private static readonly CedarPolicy ExerciseOnly = Condition("context.purpose.class != \"exercise\" || resource.exercise");
    private static readonly CedarPolicy ConfirmedIncident = Condition("context.purpose.class == \"incident\" && context.confirmed");

    private readonly ExpressionModel _expressions = new(model);

    /// <summary>When a permit permits; when a forbid denies, which it does also where it errs.</summary>
    public string Counts(CedarPolicy policy)
    {
        try
        {
            return Translate(policy);
        }
        catch (NotModelledException e)
        {
            throw new NotModelledException($"{policy.File}:{policy.Line}:{policy.Column}: in the policy '{policy.Id}': {e.What}");
        }
    }

    private string Translate(CedarPolicy policy)
    {
        var json = source(policy);
        var (holds, errs) = (Smt.And(Head(json, "principal"), Head(json, "action"), Head(json, "resource")), Smt.False);
        foreach (var condition in json.GetProperty("conditions").EnumerateArray())
        {
            if (holds == Smt.False)
            {
                break;
            }

            var (value, erred) = _expressions.Condition(condition.GetProperty("body"));
            errs = Smt.Or(errs, Smt.And(holds, erred));
            holds = Smt.And(holds, condition.GetProperty("kind").GetString() == "when" ? value : Smt.And(Smt.Not(value), Smt.Not(erred)));
        }

        return policy.IsForbid ? Smt.Or(holds, errs) : holds;
    }

    /// <summary>When the gate permits under these policies: what it demands of the purpose holds, and its conditions on the moment are met.</summary>
    public string Permitted(IEnumerable<CedarPolicy> policies)
    {
        var counts = policies.Select(policy => (policy.IsForbid, Term: Counts(policy))).ToList();
        return Smt.And(
            Smt.Or(counts.Where(policy => !policy.IsForbid).Select(policy => policy.Term)),
            Smt.Not(Smt.Or(counts.Where(policy => policy.IsForbid).Select(policy => policy.Term))),
            OfPurpose());
    }

    /// <summary>When the purpose fits what is asked for: an exercise reaches exercise data only, and a sensitive action needs a confirmed incident.</summary>
    public string OfPurpose()
    {
        // A doctrine whose context does not tell the purpose cannot be asked about it; the gate is then stricter than this.
        if (!model.Context.Attributes.TryGetValue("purpose", out var purpose) || purpose.Value is not ModelValue.Record { Attributes: var parts } || !parts.ContainsKey("class"))
        {
            return Smt.True;
        }

        var hasExercise = model.Schema.Entities[model.Kind.Resource].Attributes.Attributes.TryGetValue("exercise", out var exercise) && exercise.Type == ModelType.Bool;
        var drill = Counts(hasExercise ? ExerciseOnly : NoExercise);
        return sensitive.Contains(model.Kind.Action.Id) ? Smt.And(drill, Counts(ConfirmedIncident)) : drill;
    }

    private static CedarPolicy Condition(string expression) =>
        PolicySet.Parse($"permit (principal, action, resource) when {{ {expression} }};", "gate").Value!.Policies[0];

    public string Holds(JsonElement expression) => _expressions.Condition(expression).Holds;

    private string Head(JsonElement policy, string variable)
    {
        var json = policy.GetProperty(variable);
        var op = json.GetProperty("op").GetString();
        var isType = op == "is" ? Smt.Bool(json.GetProperty("entity_type").GetString() == TypeOf(variable)) : Smt.True;
        var target = op == "is" ? json.TryGetProperty("in", out var inside) ? inside : default : json;
        if (op == "All" || isType == Smt.False || target.ValueKind == JsonValueKind.Undefined)
        {
            return isType;
        }

        var uids = target.TryGetProperty("entities", out var list) ? list.EnumerateArray().ToList() : [target.GetProperty("entity")];
        return Smt.Or(uids.Select(uid => _expressions.Condition(Comparison(variable, op == "==" ? "==" : "in", uid)).Holds));
    }

    private string TypeOf(string variable) => variable switch
    {
        "principal" => model.Kind.Principal,
        "resource" => model.Kind.Resource,
        _ => model.Kind.Action.Type,
    };

    private static JsonElement Comparison(string variable, string op, JsonElement uid) => JsonSerializer.SerializeToElement(new Dictionary<string, object>
    {
        [op] = new
        {
            left = new Dictionary<string, string> { ["Var"] = variable },
            right = new Dictionary<string, object> { ["Value"] = new Dictionary<string, JsonElement> { ["__entity"] = uid } },
        },
    });
}
