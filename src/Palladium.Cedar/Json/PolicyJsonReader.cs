using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Json;

/// <summary>Reads policies, templates and their links in Cedar's JSON policy format.</summary>
internal sealed class PolicyJsonReader(SourceText source)
{
    /// <exception cref="SyntaxException">At the first thing that is no policy.</exception>
    public PolicySyntax Policy(JsonTree json)
    {
        json.RequireObject("a policy as an object").AllowOnly("effect", "principal", "action", "resource", "conditions", "annotations");
        var effect = json.Require("effect");
        return new PolicySyntax(
            source,
            json.Offset,
            json.Find("annotations") is { } annotations ? Annotations(annotations) : new Dictionary<string, string?>(),
            effect.RequireString() switch
            {
                "permit" => false,
                "forbid" => true,
                _ => throw new SyntaxException(effect.Offset, "expected \"permit\" or \"forbid\""),
            },
            Scope(json.Require("principal"), Variable.Principal),
            Scope(json.Require("action"), Variable.Action),
            Scope(json.Require("resource"), Variable.Resource),
            [.. json.Require("conditions").RequireArray().Select(Condition)]);
    }

    private static Dictionary<string, string?> Annotations(JsonTree json)
    {
        var annotations = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, offset, value) in json.RequireObject().Members)
        {
            if (!Names.IsWord(name))
            {
                throw new SyntaxException(offset, $"{CedarText.Quote(name)} is no name of an annotation; expected letters, digits and '_'");
            }

            annotations.Add(name, value.Kind == System.Text.Json.JsonTokenType.Null ? null : value.RequireString("the annotation's value as a string, or null"));
        }

        return annotations;
    }

    private static ConditionSyntax Condition(JsonTree json)
    {
        json.RequireObject("a condition as an object").AllowOnly("kind", "body");
        var kind = json.Require("kind");
        var isWhen = kind.RequireString() switch
        {
            "when" => true,
            "unless" => false,
            _ => throw new SyntaxException(kind.Offset, "expected \"when\" or \"unless\""),
        };
        return new ConditionSyntax(json.Offset, isWhen, ExpressionJsonReader.Read(json.Require("body")));
    }

    private static ScopePart Scope(JsonTree json, Variable variable)
    {
        var op = json.RequireObject("the head's part as an object").Require("op");
        var part = ScopePart.Any(json.Offset, variable);
        switch (op.RequireString())
        {
            case "All" or "all":
                json.AllowOnly("op");
                return part;
            case "==":
                return Target(json, part with { Operator = ScopeOperator.Equal });
            case "in" when variable == Variable.Action && json.Find("entities") is { } list:
                json.AllowOnly("op", "entities");
                return part with
                {
                    Operator = ScopeOperator.In,
                    IsList = true,
                    Entities = [.. list.RequireArray().Select(item => Entity(item, variable))],
                };
            case "in":
                return Target(json, part with { Operator = ScopeOperator.In });
            case "is" when variable != Variable.Action:
                json.AllowOnly("op", "entity_type", "in");
                part = part with { Operator = ScopeOperator.Is, Type = JsonValues.TypeName(json.Require("entity_type")) };
                return json.Find("in") is { } within ? Target(within, part with { Operator = ScopeOperator.IsIn }) : part;
            default:
                throw new SyntaxException(op.Offset, variable == Variable.Action ? "expected \"All\", \"==\" or \"in\"" : "expected \"All\", \"==\", \"in\" or \"is\"");
        }
    }

    private static ScopePart Target(JsonTree json, ScopePart part)
    {
        json.AllowOnly("op", "entity", "slot");
        if (json.Find("slot") is not { } slot)
        {
            return part with { Entities = [Entity(json.Require("entity"), part.Variable)] };
        }

        return part.Variable != Variable.Action && slot.RequireString() == "?" + part.Variable.Word() && json.Find("entity") is null
            ? part with { HasSlot = true }
            : throw new SyntaxException(slot.Offset, part.Variable == Variable.Action
                ? "action takes no slot; expected an entity"
                : $"expected the slot \"?{part.Variable.Word()}\" and no entity beside it");
    }

    private static EntityUid Entity(JsonTree json, Variable variable)
    {
        var uid = JsonValues.Uid(json);
        ScopePart.RequireAction(variable, uid, json.Offset);
        return uid;
    }
}
