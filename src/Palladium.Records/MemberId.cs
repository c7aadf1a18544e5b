using System.Diagnostics.CodeAnalysis;

namespace Palladium.Records;

/// <summary>
/// The short name of a member in its network: 1 to 32 of <c>a-z 0-9 -</c>, starting with a letter. It is part of
/// the log's origin and of URLs, and therefore never changes.
/// </summary>
public readonly record struct MemberId : IComparable<MemberId>
{
    private readonly string? _name;

    private MemberId(string name) => _name = name;

    /// <summary>The name. Empty for a default value, which names nobody.</summary>
    public string Name => _name ?? "";

    /// <summary>Reads a name from outside.</summary>
    public static Outcome<MemberId> Parse(string? text) =>
        IsWellFormed(text)
            ? new MemberId(text)
            : new Refusal("member", "member.name", "A member's name has 1 to 32 of a-z, 0-9 and '-', and starts with a letter.");

    /// <summary>A name that is known to be well formed: a literal, or one read from our own store.</summary>
    /// <exception cref="ArgumentException">It is not well formed.</exception>
    public static MemberId Of(string name) =>
        Parse(name).Accepted(out var id, out var refusal) ? id : throw new ArgumentException(refusal.Message, nameof(name));

    /// <inheritdoc />
    public int CompareTo(MemberId other) => string.CompareOrdinal(Name, other.Name);

    /// <inheritdoc />
    public override string ToString() => Name;

    private static bool IsWellFormed([NotNullWhen(true)] string? text)
    {
        if (text is not { Length: >= 1 and <= 32 } || !char.IsAsciiLetterLower(text[0]))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }
}
