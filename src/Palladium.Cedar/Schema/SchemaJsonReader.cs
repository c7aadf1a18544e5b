using System.Text.Json;
using Palladium.Cedar.Json;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Schema;

/// <summary>Reads the JSON form of schemas.</summary>
internal sealed class SchemaJsonReader
{
    private const int MaxDepth = 300;
    private readonly NamespaceSyntax _namespace;

    private SchemaJsonReader(NamespaceSyntax space) => _namespace = space;

    /// <exception cref="SyntaxException">At the first error.</exception>
    public static List<NamespaceSyntax> Parse(string text)
    {
        var all = new List<NamespaceSyntax>();
        foreach (var (name, offset, json) in JsonTree.Parse(text).RequireObject("a schema as an object").Members)
        {
            if (name.Length > 0 && !Names.IsPath(name))
            {
                throw new SyntaxException(offset, $"{CedarText.Quote(name)} is no name of a namespace");
            }

            json.RequireObject("a namespace as an object").AllowOnly("commonTypes", "entityTypes", "actions", "annotations");
            if (name.Length == 0 && json.Find("annotations") is { } annotations)
            {
                throw new SyntaxException(annotations.Offset, "the empty namespace takes no annotations");
            }

            var space = new NamespaceSyntax(offset, name, ReadAnnotations(json));
            new SchemaJsonReader(space).Read(json);
            all.Add(space);
        }

        return all;
    }

    private static Annotations ReadAnnotations(JsonTree json)
    {
        var annotations = new Annotations();
        foreach (var (name, offset, value) in json.Find("annotations")?.RequireObject().Members ?? [])
        {
            if (!Names.IsWord(name))
            {
                throw new SyntaxException(offset, $"{CedarText.Quote(name)} is no name of an annotation; expected letters, digits and '_'");
            }

            annotations.Add(name, value.Kind == JsonTokenType.Null ? null : value.RequireString("the annotation's value as a string, or null"));
        }

        return annotations;
    }

    private void Read(JsonTree json)
    {
        foreach (var (name, offset, type) in json.Find("commonTypes")?.RequireObject().Members ?? [])
        {
            _namespace.Types.Add(new CommonTypeSyntax(offset, SchemaNames.CommonType(Identifier(name, offset), offset), Type(type), ReadAnnotations(type)));
        }

        foreach (var (name, offset, entity) in json.Require("entityTypes").RequireObject().Members)
        {
            _namespace.Entities.Add(Entity(SchemaNames.EntityType(Identifier(name, offset), offset), offset, entity));
        }

        foreach (var (name, offset, action) in json.Require("actions").RequireObject().Members)
        {
            _namespace.Actions.Add(Action(name, offset, action));
        }
    }

    private static string Identifier(string name, int offset) => Names.IsIdentifier(name)
        ? name
        : throw new SyntaxException(offset, $"{CedarText.Quote(name)} is no name of a type; expected letters, digits and '_', and no reserved word");

    private EntitySyntax Entity(string name, int offset, JsonTree json)
    {
        json.RequireObject();
        if (json.Find("enum") is { } values)
        {
            json.AllowOnly("enum", "annotations");
            return values.RequireArray().Count > 0
                ? new EntitySyntax(offset, name, [], null, null, [.. values.Items.Select(v => v.RequireString())], ReadAnnotations(json))
                : throw new SyntaxException(values.Offset, "expected at least one id");
        }

        json.AllowOnly("memberOfTypes", "shape", "tags", "annotations");
        return new EntitySyntax(
            offset,
            name,
            References(json.Find("memberOfTypes")),
            json.Find("shape") is { } shape ? Type(shape) : null,
            json.Find("tags") is { } tags ? Type(tags) : null,
            null,
            ReadAnnotations(json));
    }

    private ActionSyntax Action(string id, int offset, JsonTree json)
    {
        json.RequireObject().AllowOnly("appliesTo", "memberOf", "annotations");
        var appliesTo = json.Find("appliesTo") is { Kind: not JsonTokenType.Null } given ? given : null;
        appliesTo?.AllowOnly("principalTypes", "resourceTypes", "context");
        return new ActionSyntax(
            offset,
            id,
            [.. (json.Find("memberOf") is { Kind: not JsonTokenType.Null } parents ? parents.RequireArray() : []).Select(ActionParent)],
            References(appliesTo?.Require("principalTypes")),
            References(appliesTo?.Require("resourceTypes")),
            appliesTo?.Find("context") is { } context ? Type(context) : null,
            ReadAnnotations(json));
    }

    private ActionParentSyntax ActionParent(JsonTree json)
    {
        json.RequireObject("an action as {\"id\": \"...\"}, with or without \"type\"").AllowOnly("id", "type");
        return new ActionParentSyntax(
            json.Offset, json.Find("type") is { Kind: not JsonTokenType.Null } type ? Reference(type) : null, json.Require("id").RequireString());
    }

    private List<NameRef> References(JsonTree? json) => json is null ? [] : [.. json.RequireArray().Select(Reference)];

    private NameRef Reference(JsonTree json)
    {
        var name = json.RequireString("the name of a type");
        var isBuiltIn = name.StartsWith(Names.BuiltIns + "::", StringComparison.Ordinal);
        return Names.IsPath(isBuiltIn ? name[(Names.BuiltIns.Length + 2)..] : name)
            ? new NameRef(json.Offset, isBuiltIn ? "" : _namespace.Name, name)
            : throw new SyntaxException(json.Offset, $"{CedarText.Quote(name)} is no name of a type");
    }

    private TypeSyntax Type(JsonTree json, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw new SyntaxException(json.Offset, $"types nest too deeply; at most {MaxDepth} levels");
        }

        var name = json.RequireObject("a type as an object").Require("type");
        switch (name.RequireString("the name of a type"))
        {
            case "String" or "Long":
                Only(json);
                return BuiltIn(name.Text, name.Offset);
            case "Boolean":
                Only(json);
                return BuiltIn("Bool", name.Offset);
            case "Extension":
                Only(json, "name");
                var extension = json.Require("name");
                return extension.RequireString() is "decimal" or "ipaddr" or "datetime" or "duration"
                    ? BuiltIn(extension.Text, extension.Offset)
                    : throw new SyntaxException(extension.Offset, "expected \"ipaddr\", \"decimal\", \"datetime\" or \"duration\"");
            case "Set":
                Only(json, "element");
                return new SetTypeSyntax(json.Offset, Type(json.Require("element"), depth + 1));
            case "Record":
                Only(json, "attributes", "additionalAttributes");
                if (json.Find("additionalAttributes") is { Kind: not JsonTokenType.False } open)
                {
                    throw new SyntaxException(open.Offset, "records with attributes that are not declared are not supported");
                }

                return new RecordTypeSyntax(json.Offset, [.. json.Require("attributes").RequireObject().Members.Select(a => Attribute(a, depth))]);
            case "Entity":
                Only(json, "name");
                return new NameTypeSyntax(Reference(json.Require("name")), NameKind.Entity);
            case "EntityOrCommon":
                Only(json, "name");
                return new NameTypeSyntax(Reference(json.Require("name")), NameKind.EntityOrCommon);
            default:
                Only(json);
                return new NameTypeSyntax(Reference(name), NameKind.Common);
        }
    }

    // An attribute's type stands in one object with whether the attribute is required.
    private static void Only(JsonTree json, params ReadOnlySpan<string> names) => json.AllowOnly(["type", "required", "annotations", .. names]);

    private static NameTypeSyntax BuiltIn(string name, int offset) =>
        new(new NameRef(offset, "", $"{Names.BuiltIns}::{name}"), NameKind.BuiltIn);

    private AttributeSyntax Attribute(JsonMember member, int depth)
    {
        var required = member.Value.RequireObject("a type as an object").Find("required");
        return required is null or { Kind: JsonTokenType.True or JsonTokenType.False }
            ? new AttributeSyntax(
                member.Offset, member.Name, required?.Kind != JsonTokenType.False, Type(member.Value, depth + 1), ReadAnnotations(member.Value))
            : throw required.Unexpected("true or false");
    }
}
