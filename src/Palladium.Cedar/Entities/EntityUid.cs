using Palladium.Cedar.Syntax;

namespace Palladium.Cedar;

/// <summary>The name of an entity: its type with namespaces (<c>Palladium::Member</c>) and its id.</summary>
public readonly struct EntityUid : IEquatable<EntityUid>
{
    // Uids are made once and looked up often.
    private readonly int _hash;

    /// <summary>Makes a name.</summary>
    /// <param name="type">The full type name.</param>
    /// <param name="id">The id within the type; any text, compared ordinally.</param>
    public EntityUid(string type, string id)
    {
        Type = type;
        Id = id;
        _hash = HashCode.Combine(type, id);
    }

    /// <summary>The full type name.</summary>
    public string Type { get; }

    /// <summary>The id within the type.</summary>
    public string Id { get; }

    /// <summary>Whether both name the same entity.</summary>
    public static bool operator ==(EntityUid left, EntityUid right) => left.Equals(right);

    /// <summary>Whether the two name different entities.</summary>
    public static bool operator !=(EntityUid left, EntityUid right) => !left.Equals(right);

    /// <summary>Reads a uid as Cedar writes it.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="uid">The uid; meaningless when the text is none.</param>
    public static bool TryParse(string text, out EntityUid uid)
    {
        if (PolicyParser.ParseExpression(new SourceText(text, ""), []) is LiteralExpression { Value: CedarEntity entity })
        {
            uid = entity.Uid;
            return true;
        }

        uid = default;
        return false;
    }

    /// <summary>The uid as Cedar writes it: <c>Type::"id"</c> with escapes.</summary>
    public override string ToString() => $"{Type}::{CedarText.Quote(Id)}";

    /// <summary>Ordinal equality.</summary>
    public bool Equals(EntityUid other) =>
        _hash == other._hash && string.Equals(Id, other.Id, StringComparison.Ordinal) && string.Equals(Type, other.Type, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EntityUid other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;
}
