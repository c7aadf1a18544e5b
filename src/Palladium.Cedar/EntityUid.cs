namespace Palladium.Cedar;

/// <summary>The name of an entity: its type with namespaces (<c>Palladium::Member</c>) and its id.</summary>
/// <param name="Type">The full type name.</param>
/// <param name="Id">The id within the type; any text, compared ordinally.</param>
public readonly record struct EntityUid(string Type, string Id)
{
    /// <summary>The uid as Cedar writes it: <c>Type::"id"</c> with escapes.</summary>
    public override string ToString() => $"{Type}::{Syntax.CedarText.Quote(Id)}";

    /// <summary>Reads a uid as Cedar writes it.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="uid">The uid; meaningless when the text is none.</param>
    public static bool TryParse(string text, out EntityUid uid)
    {
        if (Syntax.PolicyParser.ParseExpression(new Syntax.SourceText(text, ""), []) is Syntax.LiteralExpression { Value: CedarEntity entity })
        {
            uid = entity.Uid;
            return true;
        }

        uid = default;
        return false;
    }

    /// <summary>Ordinal equality, the id first because it is the part that differs.</summary>
    public bool Equals(EntityUid other) =>
        string.Equals(Id, other.Id, StringComparison.Ordinal) && string.Equals(Type, other.Type, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Id);
}
