namespace Palladium.Cedar;

/// <summary>The name of an entity: its type with namespaces (<c>Palladium::Member</c>) and its id.</summary>
/// <param name="Type">The full type name.</param>
/// <param name="Id">The id within the type; any text, compared ordinally.</param>
public readonly record struct EntityUid(string Type, string Id)
{
    /// <summary>The uid as Cedar writes it: <c>Type::"id"</c> with escapes.</summary>
    public override string ToString() => $"{Type}::{Syntax.CedarText.Quote(Id)}";

    /// <summary>Ordinal equality, the id first because it is the part that differs.</summary>
    public bool Equals(EntityUid other) =>
        string.Equals(Id, other.Id, StringComparison.Ordinal) && string.Equals(Type, other.Type, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Id);
}
