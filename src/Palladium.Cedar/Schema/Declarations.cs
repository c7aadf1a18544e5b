namespace Palladium.Cedar.Schema;

/// <summary>An entity type with everything looked up; <see cref="Ancestors"/> holds all types its entities can be in.</summary>
internal sealed record EntityTypeDeclaration(
    string Name, HashSet<string> Ancestors, RecordType Attributes, CedarType? Tags, IReadOnlySet<string>? Enum);

/// <summary>An action with everything looked up; <see cref="Ancestors"/> holds all groups it is in, however far up.</summary>
internal sealed record ActionDeclaration(
    EntityUid Uid,
    IReadOnlyList<EntityUid> Parents,
    HashSet<EntityUid> Ancestors,
    IReadOnlyList<string> Principals,
    IReadOnlyList<string> Resources,
    RecordType Context);
