namespace Palladium.Cedar.Schema;

/// <summary>What a name may stand for. In Cedar's schema syntax the place of a type takes entity types and others alike; in JSON it says which.</summary>
internal enum NameKind
{
    EntityOrCommon,
    Entity,
    Common,

    /// <summary>A type of the language, whatever else bears its name.</summary>
    BuiltIn,
}

/// <summary>A name with the namespace it is used in, not yet looked up.</summary>
internal sealed record NameRef(int Offset, string Namespace, string Name);

internal abstract record TypeSyntax(int Offset);

internal sealed record NameTypeSyntax(NameRef Reference, NameKind Kind) : TypeSyntax(Reference.Offset);

internal sealed record SetTypeSyntax(int At, TypeSyntax Element) : TypeSyntax(At);

internal sealed record RecordTypeSyntax(int At, IReadOnlyList<AttributeSyntax> Attributes) : TypeSyntax(At);

internal sealed record AttributeSyntax(int Offset, string Name, bool IsRequired, TypeSyntax Type, Annotations Annotations);

/// <summary>An entity type; its attributes are a record, or in JSON the name of one, or null for none.</summary>
internal sealed record EntitySyntax(
    int Offset, string Name, IReadOnlyList<NameRef> Parents, TypeSyntax? Attributes, TypeSyntax? Tags, IReadOnlyList<string>? Enum, Annotations Annotations);

internal sealed record ActionSyntax(
    int Offset,
    string Id,
    IReadOnlyList<ActionParentSyntax> Parents,
    IReadOnlyList<NameRef> Principals,
    IReadOnlyList<NameRef> Resources,
    TypeSyntax? Context,
    Annotations Annotations);

/// <summary>A group an action is in; without a type it is looked for beside the action.</summary>
internal sealed record ActionParentSyntax(int Offset, NameRef? Type, string Id);

internal sealed record CommonTypeSyntax(int Offset, string Name, TypeSyntax Type, Annotations Annotations);

/// <summary>The declarations of one namespace, in the order of the text; names stand without the namespace.</summary>
internal sealed class NamespaceSyntax(int offset, string name, Annotations annotations)
{
    public int Offset { get; } = offset;

    public string Name { get; } = name;

    public Annotations Annotations { get; } = annotations;

    public List<EntitySyntax> Entities { get; } = [];

    public List<ActionSyntax> Actions { get; } = [];

    public List<CommonTypeSyntax> Types { get; } = [];

    public bool IsEmpty => Entities.Count + Actions.Count + Types.Count == 0;
}

/// <summary>Annotations of a declaration in the order of their names; one without a value has null.</summary>
internal sealed class Annotations : SortedDictionary<string, string?>
{
    public static readonly Annotations None = [];

    public Annotations()
        : base(StringComparer.Ordinal)
    {
    }
}
