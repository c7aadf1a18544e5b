namespace Palladium.Cedar.Schema;

/// <summary>A name with the namespace it is used in, not yet looked up.</summary>
internal sealed record NameRef(int Offset, string Namespace, string Name);

internal abstract record TypeSyntax(int Offset);

internal sealed record NameTypeSyntax(NameRef Reference) : TypeSyntax(Reference.Offset);

internal sealed record SetTypeSyntax(int At, TypeSyntax Element) : TypeSyntax(At);

internal sealed record RecordTypeSyntax(int At, IReadOnlyList<(string Name, bool IsRequired, TypeSyntax Type)> Attributes) : TypeSyntax(At);

internal sealed record EntitySyntax(
    int Offset, string Name, IReadOnlyList<NameRef> Parents, RecordTypeSyntax? Attributes, TypeSyntax? Tags, IReadOnlyList<string>? Enum);

internal sealed record ActionSyntax(
    int Offset,
    string Namespace,
    string Id,
    IReadOnlyList<(NameRef? Type, string Id, int Offset)> Parents,
    IReadOnlyList<NameRef> Principals,
    IReadOnlyList<NameRef> Resources,
    TypeSyntax? Context);

internal sealed record CommonTypeSyntax(int Offset, string Name, TypeSyntax Type);

/// <summary>All declarations of a schema, in the order of the text.</summary>
internal sealed class SchemaSyntax
{
    public List<EntitySyntax> Entities { get; } = [];

    public List<ActionSyntax> Actions { get; } = [];

    public List<CommonTypeSyntax> Types { get; } = [];
}
