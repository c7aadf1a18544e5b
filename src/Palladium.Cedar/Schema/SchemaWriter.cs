using System.Text;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Schema;

/// <summary>Writes schemas in Cedar's schema syntax, sorted by name as Cedar's own tool does.</summary>
internal sealed class SchemaWriter(CedarSchema schema)
{
    private readonly StringBuilder _builder = new();
    private string _indent = "";
    private bool _isFirst = true;

    public string Write()
    {
        foreach (var space in schema.Syntax.OrderBy(n => n.Name, StringComparer.Ordinal))
        {
            if (space.Name.Length == 0)
            {
                Declarations(space);
                continue;
            }

            Begin(space.Annotations);
            _builder.Append("namespace ").Append(space.Name).Append(" {\n");
            _indent = "  ";
            _isFirst = true;
            Declarations(space);
            _indent = "";
            _isFirst = false;
            _builder.Append("}\n");
        }

        return _builder.ToString();
    }

    private void Declarations(NamespaceSyntax space)
    {
        foreach (var type in space.Types.OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            Begin(type.Annotations);
            _builder.Append(_indent).Append("type ").Append(type.Name).Append(" = ");
            Type(type.Type, _indent);
            _builder.Append(";\n");
        }

        foreach (var entity in space.Entities.OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            Begin(entity.Annotations);
            Entity(entity, Names.Qualify(space.Name, entity.Name));
        }

        foreach (var action in space.Actions.OrderBy(a => a.Id, StringComparer.Ordinal))
        {
            Begin(action.Annotations);
            Action(action);
        }
    }

    private void Begin(Annotations annotations)
    {
        if (!_isFirst)
        {
            _builder.Append('\n');
        }

        _isFirst = false;
        WriteAnnotations(annotations, _indent);
    }

    private void WriteAnnotations(Annotations annotations, string indent)
    {
        foreach (var (name, value) in annotations)
        {
            _builder.Append(indent).Append('@').Append(name).Append(value is null ? "" : $"({CedarText.Quote(value)})").Append('\n');
        }
    }

    private void Entity(EntitySyntax entity, string fullName)
    {
        _builder.Append(_indent).Append("entity ").Append(entity.Name);
        if (entity.Enum is { } ids)
        {
            _builder.Append(" enum [").AppendJoin(", ", ids.Select(CedarText.Quote)).Append(']');
        }

        if (entity.Parents.Count > 0)
        {
            _builder.Append(" in [").AppendJoin(", ", entity.Parents.Select(p => p.Name)).Append(']');
        }

        // JSON lets a name stand for the attributes, this syntax does not: there the record itself is written.
        if (entity.Attributes is RecordTypeSyntax { Attributes.Count: > 0 } record)
        {
            _builder.Append(" = ");
            Type(record, _indent);
        }
        else if (entity.Attributes is NameTypeSyntax && schema.EntityTypes[fullName].Attributes is { Attributes.Count: > 0 } resolved)
        {
            _builder.Append(" = ");
            Type(Unresolve(resolved), _indent);
        }

        if (entity.Tags is not null)
        {
            _builder.Append(" tags ");
            Type(entity.Tags, _indent);
        }

        _builder.Append(";\n");
    }

    private static TypeSyntax Unresolve(CedarType type) => type switch
    {
        RecordType record => new RecordTypeSyntax(0, [.. record.Attributes.Select(a => new AttributeSyntax(0, a.Key, a.Value.IsRequired, Unresolve(a.Value.Type), Annotations.None))]),
        SetType set => new SetTypeSyntax(0, Unresolve(set.Element)),
        EntityType entity => new NameTypeSyntax(new NameRef(0, "", entity.Name), NameKind.Entity),
        _ => new NameTypeSyntax(new NameRef(0, "", $"{Names.BuiltIns}::{type}"), NameKind.BuiltIn),
    };

    private void Action(ActionSyntax action)
    {
        _builder.Append(_indent).Append("action ").Append(CedarText.Quote(action.Id));
        if (action.Parents.Count > 0)
        {
            _builder.Append(" in [").AppendJoin(", ", action.Parents.Select(p => $"{p.Type?.Name ?? "Action"}::{CedarText.Quote(p.Id)}")).Append(']');
        }

        // An action without principals or resources applies to nothing; the syntax says so by leaving all of it out.
        if (action.Principals.Count > 0 && action.Resources.Count > 0)
        {
            var inner = _indent + "  ";
            _builder.Append(" appliesTo {\n")
                .Append(inner).Append("principal: [").AppendJoin(", ", action.Principals.Select(p => p.Name)).Append("],\n")
                .Append(inner).Append("resource: [").AppendJoin(", ", action.Resources.Select(r => r.Name)).Append("],\n")
                .Append(inner).Append("context: ");
            Type(action.Context ?? new RecordTypeSyntax(0, []), inner);
            _builder.Append('\n').Append(_indent).Append('}');
        }

        _builder.Append(";\n");
    }

    private void Type(TypeSyntax type, string indent)
    {
        switch (type)
        {
            case NameTypeSyntax name:
                _builder.Append(name.Reference.Name);
                break;
            case SetTypeSyntax set:
                _builder.Append("Set<");
                Type(set.Element, indent);
                _builder.Append('>');
                break;
            case RecordTypeSyntax { Attributes.Count: 0 }:
                _builder.Append("{}");
                break;
            case RecordTypeSyntax record:
                Record(record, indent);
                break;
            default:
                throw new InvalidOperationException($"no text for {type.GetType().Name}");
        }
    }

    private void Record(RecordTypeSyntax record, string indent)
    {
        var inner = indent + "  ";
        _builder.Append('{');
        var separator = "\n";
        foreach (var attribute in record.Attributes.OrderBy(a => a.Name, StringComparer.Ordinal))
        {
            _builder.Append(separator);
            WriteAnnotations(attribute.Annotations, inner);
            _builder.Append(inner)
                .Append(Names.IsIdentifier(attribute.Name) ? attribute.Name : CedarText.Quote(attribute.Name))
                .Append(attribute.IsRequired ? ": " : "?: ");
            Type(attribute.Type, inner);
            separator = ",\n";
        }

        _builder.Append('\n').Append(indent).Append('}');
    }
}
