using Palladium.Cedar.Schema;

namespace Palladium.Cedar.Rows;

/// <summary>What a column holds.</summary>
public enum RowKind
{
    /// <summary>A value that is kept elsewhere: the column says that it is there.</summary>
    Presence,

    /// <summary>True or false.</summary>
    Bool,

    /// <summary>A 64-bit integer.</summary>
    Number,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A number with four places.</summary>
    FixedPoint,

    /// <summary>A moment.</summary>
    Datetime,

    /// <summary>A length of time.</summary>
    Duration,

    /// <summary>An address or range.</summary>
    Ip,

    /// <summary>An entity of the column's type.</summary>
    Entity,

    /// <summary>A set of values of one kind.</summary>
    Set,
}

/// <summary>
/// An attribute of an entity type as a column: records are taken apart, so that each of their attributes is a column of its own. An
/// optional attribute that is absent leaves its column empty.
/// </summary>
/// <param name="Owner">The entity type.</param>
/// <param name="Path">The attribute's name, behind the names of the records it is in.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Element">What a set's elements are; else the kind itself.</param>
/// <param name="EntityType">The type of the entity, or of a set's entities.</param>
/// <param name="IsRequired">Whether every entity has it.</param>
public sealed record RowColumn(string Owner, IReadOnlyList<string> Path, RowKind Kind, RowKind Element, string? EntityType, bool IsRequired)
{
    /// <summary>The columns of an entity type in the order of their paths, so that the same schema gives the same ones.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="entityType">The full name of a type that the schema has.</param>
    public static IReadOnlyList<RowColumn> Of(CedarSchema schema, string entityType)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return [.. Of(entityType, schema.EntityTypes[entityType].Attributes, [], isRequired: true)];
    }

    internal static RowColumn Of(string owner, string[] path, CedarType type, bool isRequired)
    {
        var kind = KindOf(type);
        var element = type is SetType set ? KindOf(set.Element) : kind;
        return kind == RowKind.Set && element is RowKind.Set or RowKind.Presence
            ? new RowColumn(owner, path, RowKind.Presence, RowKind.Presence, null, isRequired)
            : new RowColumn(owner, path, kind, element, ((type is SetType of ? of.Element : type) as EntityType)?.Name, isRequired);
    }

    private static IEnumerable<RowColumn> Of(string owner, RecordType record, string[] above, bool isRequired)
    {
        foreach (var (name, attribute) in record.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            var isSure = isRequired && attribute.IsRequired;
            string[] path = [.. above, name];
            yield return Of(owner, path, attribute.Type, isSure);
            if (attribute.Type is RecordType inner)
            {
                foreach (var column in Of(owner, inner, path, isSure))
                {
                    yield return column;
                }
            }
        }
    }

    private static RowKind KindOf(CedarType type) => type switch
    {
        BoolType => RowKind.Bool,
        Schema.EntityType => RowKind.Entity,
        SetType => RowKind.Set,
        NamedType { Name: "Long" } => RowKind.Number,
        NamedType { Name: "String" } => RowKind.Text,
        NamedType { Name: "decimal" } => RowKind.FixedPoint,
        NamedType { Name: "datetime" } => RowKind.Datetime,
        NamedType { Name: "duration" } => RowKind.Duration,
        NamedType { Name: "ipaddr" } => RowKind.Ip,
        _ => RowKind.Presence,
    };
}
